using System.Net.NetworkInformation;
using System.Net.Sockets;
using Fairlead.Engines.Tests.Seccomp.Fed;
using Fairlead.Linux;
using Fairlead.Rules.Resolution;

namespace Fairlead.Engines.Tests.Seccomp.Outgoing;

/// <summary>connect(2) from a target's place, by a program of Python.</summary>
public sealed class OutgoingConnectTests : IDisposable
{
    private const string Words = """
        import errno, os, select, signal, socket, struct, sys, threading, time
        # In one write: threads say things at once.
        def say(*words): os.write(1, (' '.join(map(str, words)) + '\n').encode())
        def name(number): return errno.errorcode.get(number, number)
        def connect(s, *to): return name(s.connect_ex(to))
        def show(s):
            s.sendall(b'hello')
            say(*s.getpeername()[:2], '|', s.getsockname()[0], '|', s.recv(9))

        """;

    private readonly TestRelay _relay = new();

    public void Dispose() => _relay.Dispose();

    internal static ResolvedRule[] Rules(string protocol) =>
        [.. SupervisedProgram.Resolve("connect any loopback allow", $"connect {protocol} any allow").Select((r, i) => r with { IsOutgoing = i == 1 })];

    [Theory]
    [InlineData("203.0.113.5:80", "AF_INET", "203.0.113.5", "127.0.0.1", false)]
    [InlineData("203.0.113.5:80", "AF_INET6", "::ffff:203.0.113.5", "::ffff:127.0.0.1", false)]
    [InlineData("[2001:db8::5]:80", "AF_INET6", "2001:db8::5", "::1", true)]
    public void Connection_is_made_at_the_target(string place, string family, string address, string local, bool waits)
    {
        _relay.Echo(place, ProtocolType.Tcp);
        _relay.Delay = TimeSpan.FromMilliseconds(waits ? 200 : 0);
        using var program = Run($"s = socket.socket(socket.{family})\nsay(connect(s, '{address}', 80))\nshow(s)");
        Assert.Equal("0", program.Line());
        Assert.Equal($"{address} 80 | {local} | b'hello'", program.Line());
        Assert.Equal(0, Assert.Single(_relay.Attempts).Disposals);
    }

    [Fact]
    public void Error_of_the_target_is_the_error_of_the_call()
    {
        _relay.Nobody("203.0.113.6:80");
        using var program = Run("""
            for host in '203.0.113.6', '203.0.113.7', '203.0.113.6':
                s = socket.socket()
                say(connect(s, host, 80), s.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR))
            say(connect(s, '203.0.113.7', 80))
            """);
        Assert.Equal("ECONNREFUSED 0", program.Line());
        Assert.Equal("EHOSTUNREACH 0", program.Line());
        Assert.Equal("ECONNREFUSED 0", program.Line());
        Assert.Equal("EHOSTUNREACH", program.Line());
        Assert.All(_relay.Attempts, a => Assert.Equal(1, a.Disposals));
    }

    [Fact]
    public void Socket_that_does_not_block_waits_and_is_then_connected()
    {
        _relay.Echo("203.0.113.5:80", ProtocolType.Tcp);
        _relay.Nobody("203.0.113.6:80");
        _relay.Delay = TimeSpan.FromMilliseconds(200);
        using var program = Run("""
            s = socket.socket()
            s.setblocking(False)
            before = time.monotonic()
            say(connect(s, '203.0.113.5', 80) in ('EINPROGRESS', 0), time.monotonic() - before > 0.15)
            say(select.select([], [s], [], 5)[1] == [s], s.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR))
            say(connect(s, '203.0.113.5', 80), connect(s, '203.0.113.5', 80), connect(s, '203.0.113.99', 80))
            s.setblocking(True)
            show(s)
            s = socket.socket()
            s.setblocking(False)
            say(connect(s, '203.0.113.6', 80))
            """);
        Assert.Equal("True True", program.Line());
        Assert.Equal("True 0", program.Line());
        Assert.Equal("0 EISCONN EISCONN", program.Line());
        Assert.Equal("203.0.113.5 80 | 127.0.0.1 | b'hello'", program.Line());
        Assert.Equal("ECONNREFUSED", program.Line());
        Assert.Equal(2, _relay.Attempts.Count);
    }

    [Fact]
    public void Signal_ends_the_wait_and_the_attempt()
    {
        _relay.Echo("203.0.113.5:80", ProtocolType.Tcp);
        _relay.Delay = TimeSpan.FromSeconds(60);
        using var program = Run("""
            import ctypes
            libc = ctypes.CDLL(None, use_errno=True)
            signal.signal(signal.SIGUSR1, lambda *_: say('signal'))
            s = socket.socket()
            to = struct.pack('=HH4s8x', socket.AF_INET, socket.htons(80), socket.inet_aton('203.0.113.5'))
            say('connecting')
            r = libc.connect(s.fileno(), to, 16)
            say(r, name(ctypes.get_errno()))
            socket.socket().bind(('127.0.0.1', 0))
            try: s.getpeername()
            except OSError as e: say(name(e.errno))
            """);
        Assert.Equal("connecting", program.Line());
        Thread.Sleep(200);
        program.Signal(SignalConstants.SIGUSR1);
        Assert.Equal("signal", program.Line());
        Assert.Equal("-1 EINTR", program.Line());
        Assert.Equal("ENOTCONN", program.Line());
        Assert.True(SpinWait.SpinUntil(() => _relay.Attempts.Single().Disposals == 1, TimeSpan.FromSeconds(5)));
    }

    [Fact]
    public void Call_that_the_kernel_makes_again_joins_its_attempt()
    {
        _relay.Echo("203.0.113.5:80", ProtocolType.Tcp);
        _relay.Delay = TimeSpan.FromMilliseconds(500);
        using var program = Run("""
            signal.signal(signal.SIGALRM, lambda *_: None)
            signal.siginterrupt(signal.SIGALRM, False)
            signal.setitimer(signal.ITIMER_REAL, 0.02, 0.02)
            s = socket.socket()
            s.connect(('203.0.113.5', 80))
            signal.setitimer(signal.ITIMER_REAL, 0)
            show(s)
            """);
        Assert.Equal("203.0.113.5 80 | 127.0.0.1 | b'hello'", program.Line());
        Assert.Equal(0, Assert.Single(_relay.Attempts).Disposals);
    }

    [Fact]
    public void Time_limit_of_the_socket_ends_the_wait()
    {
        _relay.Echo("203.0.113.5:80", ProtocolType.Tcp);
        _relay.Delay = TimeSpan.FromSeconds(60);
        using var program = Run("""
            s = socket.socket()
            s.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, struct.pack('ll', 0, 100000))
            say(connect(s, '203.0.113.5', 80))
            """);
        Assert.Equal("EINPROGRESS", program.Line());
        Assert.Equal(1, Assert.Single(_relay.Attempts).Disposals);
    }

    [Fact]
    public void Time_limit_that_is_not_reached_does_not_matter()
    {
        _relay.Echo("203.0.113.5:80", ProtocolType.Tcp);
        _relay.Delay = TimeSpan.FromMilliseconds(100);
        using var program = Run("""
            s = socket.socket()
            s.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, struct.pack('ll', 5, 0))
            say(connect(s, '203.0.113.5', 80))
            show(s)
            """);
        Assert.Equal("0", program.Line());
        Assert.Equal("203.0.113.5 80 | 127.0.0.1 | b'hello'", program.Line());
    }

    [Fact]
    public void Calls_that_wait_block_no_others()
    {
        _relay.Echo("203.0.113.5:80", ProtocolType.Tcp);
        _relay.Delay = TimeSpan.FromSeconds(1);
        using var program = Run("""
            threads = [threading.Thread(target=lambda: show(socket.create_connection(('203.0.113.5', 80)))) for _ in range(20)]
            before = time.monotonic()
            for t in threads: t.start()
            say(connect(socket.socket(), '127.0.0.1', 1), time.monotonic() - before < 0.8)
            for t in threads: t.join()
            say(time.monotonic() - before < 3)
            """);
        Assert.Equal("ECONNREFUSED True", program.Line());
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal("203.0.113.5 80 | 127.0.0.1 | b'hello'", program.Line());
        }
        Assert.Equal("True", program.Line());
    }

    [Fact]
    public void Killed_program_gives_its_attempts_up()
    {
        _relay.Echo("203.0.113.5:80", ProtocolType.Tcp);
        _relay.Delay = TimeSpan.FromSeconds(60);
        using (var program = Run("say('connecting')\nsocket.create_connection(('203.0.113.5', 80))"))
        {
            program.Line();
            Thread.Sleep(200);
        }
        Assert.Equal(1, Assert.Single(_relay.Attempts).Disposals);
    }

    [Fact]
    public void Socket_that_is_bound_to_an_address_of_this_host_reaches_the_relay()
    {
        var address = NetworkInterface.GetAllNetworkInterfaces().SelectMany(i => i.GetIPProperties().UnicastAddresses)
            .Select(a => a.Address).FirstOrDefault(a => a.AddressFamily == AddressFamily.InterNetwork && !a.ToString().StartsWith("127."));
        Assert.SkipWhen(address is null, "needs an address besides loopback");
        _relay.Echo("203.0.113.5:80", ProtocolType.Tcp);
        using var program = Run($"""
            s = socket.socket()
            s.bind(('{address}', 0))
            say(connect(s, '203.0.113.5', 80))
            show(s)
            """);
        Assert.Equal("0", program.Line());
        Assert.Equal("203.0.113.5 80 | 127.0.0.1 | b'hello'", program.Line());
        Assert.Equal(address!.ToString(), _relay.Attempts.Single().Source!.Value.Address.ToString());
    }

    [Fact]
    public void Socket_that_is_tied_to_a_device_is_refused()
    {
        var device = NetworkInterface.GetAllNetworkInterfaces().FirstOrDefault(i => i.Name != "lo");
        Assert.SkipWhen(device is null || Environment.UserName != "root", "needs root and a device besides lo");
        using var program = Run($"""
            s = socket.socket()
            s.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, b'{device!.Name}')
            say(connect(s, '203.0.113.5', 80))
            """);
        Assert.Equal("EADDRNOTAVAIL", program.Line());
        Assert.Empty(_relay.Attempts);
        Assert.Contains("the socket is tied to a device", File.ReadAllText(program.Messages), StringComparison.Ordinal);
    }

    private SupervisedProgram Run(string script) =>
        new(Rules("tcp"), null, _relay, "/usr/bin/python3", "-c", Words + script);
}
