using Fairlead.E2E.Harness;

namespace Fairlead.E2E.Preload;

/// <summary>Datagrams under rules on connect, where the matrix of programs does not look.</summary>
public sealed class SendTests
{
    private const string Rules = """
        connect udp 127.0.0.77 to 127.0.0.1:9000 from 127.0.0.9
        connect udp 127.0.0.78 deny EACCES
        connect udp 127.0.0.79 from 127.0.0.9:7000
        """;

    private const string Sockets = """
        s = socket.socket(type=socket.SOCK_DGRAM)
        s.bind(('127.0.0.1', 9000))
        s.settimeout(5)
        c = socket.socket(type=socket.SOCK_DGRAM)

        """;

    [Fact]
    public Task Own_control_messages_go_with_that_of_the_rule() => PreloadedPython.Check(Rules, Sockets + """
        s.setsockopt(socket.IPPROTO_IP, 12, 1)
        ttl = (socket.IPPROTO_IP, 2, struct.pack('i', 33))
        own = (socket.IPPROTO_IP, 8, struct.pack('i4s4s', 0, socket.inet_aton('127.0.0.3'), bytes(4)))
        for messages in [ttl], [ttl, own], [own, ttl]:
            print(c.sendmsg([b'hel', b'lo'], messages, 0, ('127.0.0.77', 1)), end=' ')
            data, control, _, peer = s.recvmsg(9, 99)
            print(data, control[0][2][0], peer[0])
        """, "5 b'hello' 33 127.0.0.9\n5 b'hello' 33 127.0.0.9\n5 b'hello' 33 127.0.0.9");

    [Fact]
    public Task More_control_messages_than_are_copied_are_refused() => Verbose("""
        print(error(c.sendmsg, [b'x'], [(socket.IPPROTO_IP, 2, struct.pack('i', 33))] * 200, 0, ('127.0.0.77', 1)))
        """, "ENOBUFS", "the source cannot be set: ENOBUFS (rule 1)");

    [Fact]
    public Task Source_with_a_port_binds_the_socket() => PreloadedPython.Check(Rules, Sockets + """
        c.sendto(b'x', ('127.0.0.79', 9001))
        print(c.getsockname())
        """, "('127.0.0.9', 7000)");

    [Fact]
    public Task Batch_ends_at_the_message_that_a_rule_refuses() => PreloadedPython.Check(Rules, Sockets + """
        import ctypes
        libc = ctypes.CDLL(None, use_errno=True)
        def send(*addresses):
            kept = [struct.pack('=HH4s8x', 2, socket.htons(9000), socket.inet_aton(a)) for a in addresses]
            text = ctypes.create_string_buffer(b'hello')
            vector = ctypes.create_string_buffer(struct.pack('PN', ctypes.addressof(text), 5))
            at = lambda b: ctypes.cast(ctypes.c_char_p(b), ctypes.c_void_p).value
            batch = b''.join(struct.pack('PIxxxxPNPNiI8x', at(k), 16, ctypes.addressof(vector), 1, 0, 0, 0, 0)[:56]
                             + struct.pack('Ixxxx', 0) for k in kept)
            batch = ctypes.create_string_buffer(batch)
            sent = libc.sendmmsg(c.fileno(), batch, len(kept), 0)
            lengths = [struct.unpack_from('I', batch, 64 * i + 56)[0] for i in range(len(kept))]
            return sent, errno.errorcode.get(ctypes.get_errno()) if sent < 0 else '', lengths
        print(send('127.0.0.1', '127.0.0.1'))
        print(send('127.0.0.1', '127.0.0.77', '127.0.0.78', '127.0.0.1'))
        print(send('127.0.0.78', '127.0.0.1'))
        print([s.recvfrom(9)[1][0] for _ in range(4)])
        s.setblocking(False)
        print(error(s.recv, 9))
        """, """
        (2, '', [5, 5])
        (2, '', [5, 5, 0, 0])
        (-1, 'EACCES', [0, 0])
        ['127.0.0.1', '127.0.0.1', '127.0.0.1', '127.0.0.9']
        EAGAIN
        """.Trim());

    [Fact]
    public Task Ring_is_not_made() => PreloadedPython.Check(Rules, """
        import ctypes
        libc = ctypes.CDLL(None, use_errno=True)
        print(libc.syscall(425, 1, bytes(120)), errno.errorcode[ctypes.get_errno()])
        """, "-1 ENOSYS");

    [Fact]
    public Task Decisions_on_datagrams_are_logged() => Verbose("""
        c.sendto(b'x', ('127.0.0.77', 1))
        print(error(c.sendto, b'x', ('127.0.0.78', 1)))
        """, "EACCES", """
        fairlead: send udp 127.0.0.77:1 -> 127.0.0.1:9000 from 127.0.0.9:0 (rule 1)
        fairlead: send udp 127.0.0.78:1 denied: EACCES (rule 2)
        """);

    private static async Task Verbose(string program, string output, string log)
    {
        var run = await PreloadedPython.Run(Rules, Sockets + program, PreloadedPython.Command.Replace("run ", "run -v "));
        Assert.Equal((0, output + "\n"), (run.Status, run.Output));
        foreach (var line in log.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            Assert.Contains(line, run.Error);
    }
}
