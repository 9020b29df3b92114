using System.Net;
using System.Net.Sockets;
using Fairlead.Engines.Cgroup.Tree;

namespace Fairlead.Engines.Tests.Cgroup.Tree;

public class SocketTableTests
{
    private const string Python = """
        exec python3 -c '
        import socket, sys, time
        def make(family, kind, address, connect=None, protocol=0):
            s = socket.socket(family, kind, protocol)
            s.bind(address)
            if connect: s.connect(connect)
            kept.append(s)
            return s
        kept = []
        v4, v6, tcp, udp = socket.AF_INET, socket.AF_INET6, socket.SOCK_STREAM, socket.SOCK_DGRAM
        listener = make(v4, tcp, ("127.0.0.7", 0)); listener.listen()
        make(v6, tcp, ("::", 0)).listen()
        make(v4, tcp, ("127.0.0.8", 0), listener.getsockname())
        kept.append(listener.accept()[0])
        make(v4, udp, ("0.0.0.0", 0))
        make(v6, udp, ("::1", 0), ("::1", 9))
        print("ready")
        for s in kept: print(s.getsockname()[1])
        sys.stdout.flush()
        time.sleep(60)
        '
        """;

    [Fact]
    public void Sockets_of_both_families_and_kinds_are_listed_as_they_are()
    {
        using var group = new TestCgroup();
        using var process = new TestProcess(group.Path, Python);
        var p = Enumerable.Range(0, 6).Select(_ => process.Line()).ToArray();
        string[] expected =
        [
            $"tcp LISTEN 127.0.0.7:{p[0]}", $"tcp LISTEN [::]:{p[1]}",
            $"tcp ESTAB 127.0.0.8:{p[2]} -> 127.0.0.7:{p[0]}", $"tcp ESTAB 127.0.0.7:{p[0]} -> 127.0.0.8:{p[2]}",
            $"udp UNCONN 0.0.0.0:{p[4]}", $"udp ESTAB [::1]:{p[5]} -> [::1]:9",
        ];
        Assert.Equal(expected.Order(), SocketTable.Lines(group.Path).Order());
        Assert.All(SocketTable.Of(group.Path), s => Assert.Equal(CgroupFiles.Id(group.Path), s.CgroupId));
    }

    [Fact]
    public void Sockets_of_other_cgroups_are_not_listed()
    {
        using var group = new TestCgroup();
        using var other = new TestCgroup();
        using var process = new TestProcess(group.Path);
        using var listening = Listener(other.Path, out _);
        Assert.Empty(SocketTable.Of(group.Path));
        Assert.Single(SocketTable.Of(other.Path));
    }

    [Fact]
    public void Sockets_of_many_inner_cgroups_belong_to_the_outer_one()
    {
        using var group = new TestCgroup();
        var inner = Enumerable.Range(0, 5).Select(i => group.Make($"{i}/{i}")).ToArray();
        using var first = Listener(inner[0], out var firstPort);
        using var middle = Listener(inner[3], out var middlePort);
        using var last = Listener(inner[4], out var lastPort);
        string[] expected = [firstPort, middlePort, lastPort];
        Assert.Equal(expected.Order(), SocketTable.Of(group.Path).Select(s => $"{s.LocalPort}").Order());
        Assert.Equal(CgroupFiles.Id(inner[3]), Assert.Single(SocketTable.Of(inner[3])).CgroupId);
    }

    [Fact]
    public void Sockets_of_other_network_namespaces_are_listed_and_this_one_is_left_alone()
    {
        using var group = new TestCgroup();
        var own = NetworkNamespace.OfThisThread();
        using var here = Listener(group.Path, out var herePort);
        using var there = Listener(group.Path, out var therePort, "unshare -n ");
        Assert.NotEqual(own, NetworkNamespace.OfProcess(there.Id));
        Assert.Equal(
            new[] { $"tcp LISTEN 0.0.0.0:{herePort}", $"tcp LISTEN 0.0.0.0:{therePort}" }.Order(),
            SocketTable.Lines(group.Path).Order());
        Assert.Equal(own, NetworkNamespace.OfThisThread());
    }

    [Fact]
    public void Socket_stays_in_the_cgroup_it_was_made_in()
    {
        using var group = new TestCgroup();
        using var inherited = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        inherited.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        inherited.Listen();
        using var process = new TestProcess(group.Path);
        Assert.Empty(SocketTable.Of(group.Path));
    }

    [Fact]
    public void Owner_of_a_socket_is_the_process_that_holds_it()
    {
        using var group = new TestCgroup();
        using var process = Listener(group.Make("inner"), out _);
        var socket = Assert.Single(SocketTable.Of(group.Path));
        Assert.Equal(process.Id, SocketOwners.In(group.Path)[socket.Inode]);
    }

    [Fact]
    public void Long_lists_come_whole()
    {
        using var group = new TestCgroup();
        const int count = 1500;
        using var process = new TestProcess(group.Path, $"""
            exec python3 -c '
            import socket, time
            kept = [socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for i in range({count})]
            for s in kept: s.bind(("127.0.0.1", 0))
            print("ready", flush=True)
            time.sleep(60)
            '
            """);
        Assert.Equal(count, SocketTable.Of(group.Path).Select(s => s.LocalPort).Distinct().Count());
    }

    [Fact]
    public void Cgroup_without_processes_has_no_sockets()
    {
        using var group = new TestCgroup();
        Assert.Empty(SocketTable.Lines(group.Path));
    }

    private static TestProcess Listener(string directory, out string port, string before = "")
    {
        var process = new TestProcess(directory, $"""
            exec {before}python3 -c '
            import socket, time
            s = socket.socket()
            s.bind(("0.0.0.0", 0))
            s.listen()
            print("ready"); print(s.getsockname()[1], flush=True)
            time.sleep(60)
            '
            """);
        port = process.Line()!;
        return process;
    }
}
