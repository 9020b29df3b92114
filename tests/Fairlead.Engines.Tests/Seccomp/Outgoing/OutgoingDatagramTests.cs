using System.Net.Sockets;
using Fairlead.Engines.Tests.Seccomp.Fed;

namespace Fairlead.Engines.Tests.Seccomp.Outgoing;

/// <summary>Datagrams from a target's place, by a program of Python.</summary>
public sealed class OutgoingDatagramTests : IDisposable
{
    private const string Words = """
        import errno, os, socket, struct, time
        def say(*words): print(*words, flush=True)
        def name(number): return errno.errorcode.get(number, number)
        def udp(family=socket.AF_INET): s = socket.socket(family, socket.SOCK_DGRAM); s.settimeout(5); return s

        """;

    private readonly TestRelay _relay = new();

    public void Dispose() => _relay.Dispose();

    [Theory]
    [InlineData("203.0.113.5:53", "AF_INET", "203.0.113.5", "127.0.0.1")]
    [InlineData("203.0.113.5:53", "AF_INET6", "::ffff:203.0.113.5", "::ffff:127.0.0.1")]
    [InlineData("[2001:db8::5]:53", "AF_INET6", "2001:db8::5", "::1")]
    public void Connected_socket_has_its_peer_and_its_address_at_the_target(
        string place, string family, string address, string local)
    {
        _relay.Echo(place, ProtocolType.Udp);
        using var program = Run($"""
            s = udp(socket.{family})
            s.connect(('{address}', 53))
            s.send(b'hello')
            say(*s.getpeername()[:2], s.getsockname()[0], s.recvfrom(9)[0])
            s.sendto(b'again', ('{address}', 53))
            say(s.recv(9))
            """);
        Assert.Equal($"{address} 53 {local} b'hello'", program.Line());
        Assert.Equal("b'again'", program.Line());
        Assert.Single(_relay.Attempts);
    }

    [Fact]
    public void Each_destination_of_a_socket_has_one_attempt()
    {
        _relay.Echo("203.0.113.5:53", ProtocolType.Udp);
        _relay.Echo("203.0.113.6:53", ProtocolType.Udp);
        using var program = Run("""
            s = udp()
            for host in ('203.0.113.5', '203.0.113.6') * 2:
                s.sendto(host.encode(), (host, 53))
                data, relay = s.recvfrom(99)
                say(data, relay[0])
            say(s.sendmsg([b'a', b'b'], [(socket.IPPROTO_IP, 8, struct.pack('I4s4s', 0, socket.inet_aton('10.255.0.1'), b''))], 0, ('203.0.113.5', 53)))
            say(s.recv(9), s.getsockname()[0])
            """);
        foreach (var host in (string[])["203.0.113.5", "203.0.113.6", "203.0.113.5", "203.0.113.6"])
        {
            Assert.Equal($"b'{host}' 127.0.0.1", program.Line());
        }
        Assert.Equal("2", program.Line());
        Assert.Equal("b'ab' 0.0.0.0", program.Line());
        Assert.Equal(2, _relay.Attempts.Count);
        Assert.All(_relay.Attempts, a => Assert.True(a.Source!.Value is { Address.IsWildcard: true, Port: > 0 }));
    }

    [Fact]
    public void Several_messages_of_one_call_go_where_each_is_to_go()
    {
        _relay.Echo("203.0.113.5:53", ProtocolType.Udp);
        using var program = Run("""
            import ctypes
            libc = ctypes.CDLL(None, use_errno=True)
            here = udp()
            here.bind(('127.0.0.1', 0))
            def address(host, port): return ctypes.create_string_buffer(struct.pack('=HH4s8x', socket.AF_INET, socket.htons(port), socket.inet_aton(host)))
            kept, raw = [], b''
            for to, data in (address('203.0.113.5', 53), b'one'), (address(*here.getsockname()), b'two'):
                data = ctypes.create_string_buffer(data)
                vector = ctypes.create_string_buffer(struct.pack('QQ', ctypes.addressof(data), 3))
                kept += [to, data, vector]
                raw += struct.pack('QIxxxxQQQQixxxxIxxxx', ctypes.addressof(to), 16, ctypes.addressof(vector), 1, 0, 0, 0, 0)
            s = udp()
            say(libc.sendmmsg(s.fileno(), raw, 2, 0))
            say(s.recv(9), here.recv(9))
            """);
        Assert.Equal("2", program.Line());
        Assert.Equal("b'one' b'two'", program.Line());
    }

    [Fact]
    public void Error_of_the_target_is_the_error_of_the_call()
    {
        using var program = Run("""
            s = udp()
            say(name(s.connect_ex(('203.0.113.9', 53))))
            try: s.sendto(b'x', ('203.0.113.9', 53))
            except OSError as e: say(name(e.errno))
            """);
        Assert.Equal("EHOSTUNREACH", program.Line());
        Assert.Equal("EHOSTUNREACH", program.Line());
        Assert.All(_relay.Attempts, a => Assert.Equal(1, a.Disposals));
    }

    [Fact]
    public void Socket_that_is_disconnected_shows_the_truth()
    {
        _relay.Echo("203.0.113.5:53", ProtocolType.Udp);
        using var program = Run("""
            import ctypes
            s = udp()
            s.connect(('203.0.113.5', 53))
            ctypes.CDLL(None).connect(s.fileno(), b'\0' * 16, 16)
            say(s.getsockname()[0])
            s.connect(('127.0.0.1', 9))
            say(*s.getpeername())
            """);
        Assert.Equal("0.0.0.0", program.Line());
        Assert.Equal("127.0.0.1 9", program.Line());
    }

    [Fact]
    public void Other_protocols_are_refused()
    {
        Assert.SkipUnless(Environment.UserName == "root", "needs root");
        using var program = Run("""
            s = socket.socket(socket.AF_INET, socket.SOCK_RAW, 253)
            say(name(s.connect_ex(('203.0.113.9', 0))))
            try: s.sendto(b'x', ('203.0.113.9', 0))
            except OSError as e: say(name(e.errno))
            """);
        Assert.Equal("EADDRNOTAVAIL", program.Line());
        Assert.Equal("EADDRNOTAVAIL", program.Line());
        Assert.Contains("only TCP and UDP can leave", File.ReadAllText(program.Messages), StringComparison.Ordinal);
    }

    private SupervisedProgram Run(string script) =>
        new(OutgoingConnectTests.Rules("any"), null, _relay, "/usr/bin/python3", "-c", Words + script);
}
