using System.Net;
using System.Net.Sockets;
using Fairlead.Linux;

namespace Fairlead.Engines.Tests.Seccomp.Fed;

/// <summary>What accept(2) and its kin show on a fed listener: by a program of Python.</summary>
public sealed class FedAcceptTests : IDisposable
{
    private const string Client = "203.0.113.7:40000", Server = "198.51.100.1:80";
    private const string Client6 = "[2001:db8::7]:40000", Server6 = "[2001:db8::1]:80";

    private const string Words = """
        import errno, fcntl, os, select, signal, socket, struct, sys, threading, time
        def say(*words): print(*words, flush=True)
        def listen(family=socket.AF_INET, **options):
            s = socket.socket(family)
            s.bind(('::' if family == socket.AF_INET6 else '', 80))
            s.listen()
            say('listening', *s.getsockname()[:2])
            return s
        def show(a, peer): say(*peer[:2], '|', *a.getpeername()[:2], '|', *a.getsockname()[:2])

        """;

    private readonly Feeder _feeder = new();

    public void Dispose() => _feeder.Dispose();

    [Theory]
    [InlineData(false, Client, Server, "203.0.113.7 40000 | 203.0.113.7 40000 | 198.51.100.1 80")]
    [InlineData(true, Client, Server, "::ffff:203.0.113.7 40000 | ::ffff:203.0.113.7 40000 | ::ffff:198.51.100.1 80")]
    [InlineData(true, Client6, Server6, "2001:db8::7 40000 | 2001:db8::7 40000 | 2001:db8::1 80")]
    public void Program_sees_the_client_and_the_server_that_it_asked(bool isInet6, string client, string server, string seen)
    {
        using var program = Run($"s = listen(socket.AF_INET{(isInet6 ? "6" : "")})\nwhile True: show(*s.accept())");
        Assert.Equal($"listening {(isInet6 ? "::" : "0.0.0.0")} 80", program.Line());
        _feeder.Dial(isInet6 ? _feeder.V6 : _feeder.V4, client, server);
        Assert.Equal(seen, program.Line());
    }

    [Fact]
    public void Who_is_not_in_the_table_is_shown_as_he_is()
    {
        using var program = Run("s = listen()\nwhile True: show(*s.accept())");
        program.Line();
        using var socket = _feeder.Unnamed(_feeder.V4);
        socket.Connect(_feeder.V4);
        var source = $"{_feeder.V4.Address} {((IPEndPoint)socket.LocalEndPoint!).Port}";
        Assert.Equal($"{source} | {source} | {_feeder.V4.Address} 80", program.Line());
    }

    [Fact]
    public void Ipv6_client_of_an_ipv4_socket_is_not_named()
    {
        using var program = Run("s = listen()\nwhile True: show(*s.accept())");
        program.Line();
        _feeder.Dial(_feeder.V4, Client6, Server6);
        Assert.StartsWith($"{_feeder.V4.Address} ", program.Line(), StringComparison.Ordinal);
    }

    [Fact]
    public void Other_listeners_are_accepted_on_by_the_kernel()
    {
        using var program = Run("""
            s = socket.create_server(('127.0.0.1', 0))
            say(s.getsockname()[1])
            while True: show(*s.accept())
            """);
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var source = (IPEndPoint)socket.LocalEndPoint!;
        Assert.True(_feeder.Names.Set(Feeder.Key(source), Feeder.Name(Client, Server)));
        var port = program.Line();
        socket.Connect(IPAddress.Loopback, int.Parse(port));
        Assert.Equal($"127.0.0.1 {source.Port} | 127.0.0.1 {source.Port} | 127.0.0.1 {port}", program.Line());
    }

    [Fact]
    public void Accept_waits_for_as_long_as_nobody_comes_and_blocks_nobody_else()
    {
        using var program = Run("""
            s = listen()
            def serve():
                for _ in range(2): show(*s.accept())
            threads = [threading.Thread(target=serve) for _ in range(3)]
            for t in threads: t.start()
            time.sleep(0.3)
            say(*s.getsockname())
            """);
        program.Line();
        Assert.Equal("0.0.0.0 80", program.Line());
        var lines = new List<string>();
        for (var i = 0; i < 6; i++)
        {
            _feeder.Dial(_feeder.V4, $"203.0.113.7:{i + 1}", Server);
            lines.Add(program.Line().Split(' ')[1]);
        }
        Assert.Equal(["1", "2", "3", "4", "5", "6"], lines);
    }

    [Fact]
    public void Signal_interrupts_an_accept_that_waits()
    {
        using var program = Run("""
            import ctypes
            libc = ctypes.CDLL(None, use_errno=True)
            signal.signal(signal.SIGUSR1, lambda *_: say('signal'))
            s = listen()
            result = libc.accept4(s.fileno(), None, None, 0)
            say(result, errno.errorcode[ctypes.get_errno()])
            signal.siginterrupt(signal.SIGUSR1, False)
            say('again')
            a = socket.socket(fileno=libc.accept4(s.fileno(), None, None, 0))
            say(*a.getpeername())
            """);
        program.Line();
        Thread.Sleep(200);
        program.Signal(SignalConstants.SIGUSR1);
        Assert.Equal("signal", program.Line());
        Assert.Equal("-1 EINTR", program.Line());
        Assert.Equal("again", program.Line());
        Thread.Sleep(200);
        program.Signal(SignalConstants.SIGUSR1);
        Thread.Sleep(200);
        _feeder.Dial(_feeder.V4, Client, Server);
        Assert.Equal(["203.0.113.7 40000", "signal"], new[] { program.Line(), program.Line() }.Order());
    }

    [Fact]
    public void Calls_with_flags_buffers_and_time_limits_end_as_in_the_kernel()
    {
        using var program = Run("""
            import ctypes
            libc = ctypes.CDLL(None, use_errno=True)
            s = listen()
            def accept(flags, length=16, address=True):
                room, size = ctypes.create_string_buffer(b'~' * 16, 16), ctypes.c_uint(length)
                r = libc.accept4(s.fileno(), room if address else None, ctypes.byref(size) if address else None, flags)
                if r < 0: return say(errno.errorcode[ctypes.get_errno()])
                say(fcntl.fcntl(r, fcntl.F_GETFD), fcntl.fcntl(r, fcntl.F_GETFL) & os.O_NONBLOCK, room.raw[:8], size.value)
            accept(1)
            s.setblocking(False)
            accept(0)
            s.setblocking(True)
            s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, struct.pack('ll', 0, 50000))
            accept(0)
            say('ready')
            select.select([s], [], [])
            accept(0)
            select.select([s], [], [])
            accept(socket.SOCK_NONBLOCK | socket.SOCK_CLOEXEC, 6)
            select.select([s], [], [])
            accept(0, address=False)
            s.shutdown(socket.SHUT_RD)
            accept(0)
            """);
        program.Line();
        Assert.Equal("EINVAL", program.Line());
        Assert.Equal("EAGAIN", program.Line());
        Assert.Equal("EAGAIN", program.Line());
        program.Line();
        _feeder.Dial(_feeder.V4, "1.2.3.4:258", Server);
        Assert.Equal(@"0 0 b'\x02\x00\x01\x02\x01\x02\x03\x04' 16", program.Line());
        _feeder.Dial(_feeder.V4, "1.2.3.4:258", Server);
        Assert.Equal(@"1 2048 b'\x02\x00\x01\x02\x01\x02~~' 16", program.Line());
        _feeder.Dial(_feeder.V4, "1.2.3.4:258", Server);
        Assert.Equal("0 0 b'~~~~~~~~' 16", program.Line());
        Assert.Equal("EINVAL", program.Line());
    }

    [Fact]
    public void Connection_that_ended_in_the_backlog_has_its_name()
    {
        using var program = Run("""
            s = listen()
            time.sleep(0.5)
            a, peer = s.accept()
            say(*peer, a.recv(9))
            """);
        program.Line();
        var socket = _feeder.Dial(_feeder.V4, Client, Server);
        var source = (IPEndPoint)socket.LocalEndPoint!;
        socket.Send("bye"u8);
        socket.Close();
        _feeder.Names.Remove(Feeder.Key(source));
        Assert.Equal("203.0.113.7 40000 b'bye'", program.Line());
    }

    [Fact]
    public void Connection_goes_to_the_next_accept_when_the_program_has_no_descriptor_left()
    {
        using var program = Run("""
            import resource
            s = listen()
            select.select([s], [], [])
            resource.setrlimit(resource.RLIMIT_NOFILE, (s.fileno() + 1, 4096))
            try: s.accept()
            except OSError as e: say(errno.errorcode[e.errno])
            resource.setrlimit(resource.RLIMIT_NOFILE, (256, 4096))
            show(*s.accept())
            """);
        program.Line();
        _feeder.Dial(_feeder.V4, Client, Server);
        Assert.Equal("EMFILE", program.Line());
        Assert.Equal("203.0.113.7 40000 | 203.0.113.7 40000 | 198.51.100.1 80", program.Line());
    }

    [Fact]
    public void Bytes_pass_both_ways_and_children_see_the_names()
    {
        using var program = Run("""
            s = listen()
            a, _ = s.accept()
            if os.fork() == 0:
                show(a, a.getpeername())
                while True: a.sendall(a.recv(100))
            a.close()
            s.close()
            """);
        program.Line();
        var socket = _feeder.Dial(_feeder.V4, Client, Server);
        Assert.Equal("203.0.113.7 40000 | 203.0.113.7 40000 | 198.51.100.1 80", program.Line());
        socket.Send("hello"u8);
        var buffer = new byte[9];
        Assert.Equal(5, socket.Receive(buffer));
    }

    private SupervisedProgram Run(string script) =>
        new(_feeder.Rules, _feeder.Names, null, "/usr/bin/python3", "-c", Words + script);
}
