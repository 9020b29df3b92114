using Fairlead.E2E.Harness;

namespace Fairlead.E2E.Preload;

/// <summary>A server of TCP that listens on a unix socket goes on seeing TCP.</summary>
public sealed class UnixListenerTests
{
    private const string Rule = "bind tcp any:8080 to unix:/mnt/s";

    [Theory]
    [InlineData("AF_INET", "0.0.0.0", "('0.0.0.0', 8080) 127.0.0.1 ('0.0.0.0', 8080)")]
    [InlineData("AF_INET", "127.0.0.9", "('127.0.0.9', 8080) 127.0.0.1 ('127.0.0.9', 8080)")]
    [InlineData("AF_INET6", "::", "('::', 8080, 0, 0) ::1 ('::', 8080, 0, 0)")]
    public Task Server_sees_its_address_and_peers_of_loopback(string family, string address, string names) =>
        PreloadedPython.Check(Rule, $"""
            s = socket.socket(socket.{family})
            s.bind(('{address}', 8080))
            s.listen()
            client = ask('/mnt/s')
            a, peer = s.accept()
            assert a.getpeername() == peer and peer[1] >= 32768
            print(s.getsockname(), peer[0], a.getsockname())
            client.send(b'hello')
            assert a.recv(9) == b'hello'
            """, names);

    [Fact]
    public Task Sockets_of_one_time_have_peers_of_different_ports() =>
        PreloadedPython.Check(Rule, """
            s = socket.create_server(('', 8080))
            clients = [ask('/mnt/s') for _ in range(100)]
            print(len({s.accept()[1] for _ in clients}))
            """, "100");

    [Fact]
    public Task Names_are_cut_to_the_room_that_the_program_has() =>
        PreloadedPython.Check(Rule, """
            import ctypes
            libc = ctypes.CDLL(None)
            s = socket.create_server(('', 8080))
            room, length = ctypes.create_string_buffer(b'~' * 32, 32), ctypes.c_uint(6)
            assert libc.getsockname(s.fileno(), room, ctypes.byref(length)) == 0
            print(room.raw[:8], length.value)
            """, @"b'\x02\x00\x1f\x90\x00\x00~~' 16");

    [Fact]
    public Task Listening_without_bind_is_reached() =>
        PreloadedPython.Check("bind tcp wildcard:0 to unix:/mnt/s-%p", """
            s = socket.socket()
            s.listen()
            client = ask(f'/mnt/s-{s.getsockname()[1]}')
            print(s.accept()[1][0], s.getsockname()[0], s.getsockname()[1] >= 32768)
            """, "127.0.0.1 0.0.0.0 True");

    [Theory]
    [InlineData("to unix:/mnt/%p-%a-%%", "/mnt/8080-0.0.0.0-%")]
    [InlineData("to unix:@%p-%a", "\\0" + "8080-0.0.0.0")]
    public Task Path_is_made_of_port_and_address(string target, string path) =>
        PreloadedPython.Check($"bind tcp any:8080 {target}", $"""
            s = socket.create_server(('', 8080))
            print(ask('{path}').getpeername() is not None, s.accept()[1][0])
            """, "True 127.0.0.1");

    [Fact]
    public Task Path_that_gets_too_long_is_refused() =>
        PreloadedPython.Check($"bind tcp any:8080 to unix:/mnt/{new string('x', 99)}%p", """
            print(error(socket.socket().bind, ('', 8080)))
            """, "ENAMETOOLONG");

    [Fact]
    public Task Mode_is_that_of_the_rule() =>
        PreloadedPython.Check($"{Rule} mode 0620", """
            s = socket.create_server(('', 8080))
            print(oct(os.stat('/mnt/s').st_mode))
            """, "0o140620");

    [Fact]
    public Task Options_of_IP_and_TCP_are_taken() =>
        PreloadedPython.Check(Rule, """
            s = socket.create_server(('', 8080))
            client = ask('/mnt/s')
            for t in s, s.accept()[0]:
                t.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                t.setsockopt(socket.IPPROTO_IP, socket.IP_TOS, 8)
                print(t.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY), t.getsockopt(socket.IPPROTO_TCP, 11, 8),
                      t.getsockopt(socket.SOL_SOCKET, socket.SO_DOMAIN) == socket.AF_INET,
                      t.getsockopt(socket.SOL_SOCKET, socket.SO_PROTOCOL) == socket.IPPROTO_TCP)
            print(error(client.setsockopt, socket.IPPROTO_TCP, socket.TCP_NODELAY, 1),
                  client.getsockopt(socket.SOL_SOCKET, socket.SO_DOMAIN) == socket.AF_UNIX)
            """, """
            0 b'\x00\x00\x00\x00\x00\x00\x00\x00' True True
            0 b'\x00\x00\x00\x00\x00\x00\x00\x00' True True
            ENOTSUP True
            """);

    [Fact]
    public Task What_was_set_before_is_taken_over() =>
        PreloadedPython.Check(Rule, """
            s = socket.socket()
            s.setblocking(False)
            s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 7))
            s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, struct.pack('ll', 3, 0))
            s.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
            s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 30000)
            os.set_inheritable(s.fileno(), True)
            def state():
                return [s.getsockopt(socket.SOL_SOCKET, o, n) for o, n in (
                    (socket.SO_LINGER, 8), (socket.SO_RCVTIMEO, 16), (socket.SO_KEEPALIVE, 4), (socket.SO_RCVBUF, 4))] + [
                    fcntl.fcntl(s, fcntl.F_GETFL), fcntl.fcntl(s, fcntl.F_GETFD)]
            before = state()
            s.bind(('', 8080))
            print(state() == before, os.path.exists('/mnt/s'))
            """, "True True");

    [Fact]
    public Task Second_bind_and_connect_fail_as_those_of_TCP() =>
        PreloadedPython.Check(Rule + "\nconnect tcp any:9 deny ENETDOWN", """
            s = socket.create_server(('', 8080))
            print(error(s.bind, ('', 8081)), error(s.connect, ('127.0.0.1', 9)))
            """, "EINVAL EISCONN");

    [Fact]
    public Task Unix_sockets_of_the_programs_own_stay_as_they_are() =>
        PreloadedPython.Check(Rule, """
            s = socket.socket(socket.AF_UNIX)
            s.bind('/mnt/own')
            s.listen()
            client = ask('/mnt/own')
            a, peer = s.accept()
            print(repr(peer), s.getsockname(), client.getpeername(), a.getsockname())
            s.close()
            print(os.path.exists('/mnt/own'))
            """, "'' /mnt/own /mnt/own /mnt/own\nTrue");

    [Fact]
    public async Task Socket_of_UDP_is_refused_and_told()
    {
        var run = await PreloadedPython.Run("bind any any:8080 to unix:/mnt/s", """
            print(error(socket.socket(type=socket.SOCK_DGRAM).bind, ('', 8080)))
            """);
        Assert.Equal(
            new Outcome(0, "EPROTOTYPE\n", "fairlead: bind udp 0.0.0.0:8080 only a TCP socket can become a unix socket: EPROTOTYPE (rule 1)\n"),
            run);
    }
}
