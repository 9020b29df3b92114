using Fairlead.Engines.Cgroup;
using Fairlead.Linux;
using Fairlead.Rules;
using Fairlead.Rules.Evaluation;

namespace Fairlead.Engines.Tests.Cgroup.Compile;

/// <summary>What the programs remember of a socket from one call to the next.</summary>
public sealed class SocketStateTests
{
    private readonly byte[] _socket = new byte[80];

    [Fact]
    public void Interface_is_set_once_as_the_second_time_takes_a_privilege()
    {
        var run = new HookRun(RandomRules.Resolve("connect any 10.0.0.2 dev lo0", "connect any any dev lo"), logs: false);
        Assert.Equal(1, run.Run(Hook.Connect4, Call(Verb.Connect, "10.0.0.1", 80), socket: _socket));
        Assert.Equal(SocketConstants.SO_BINDTODEVICE, Assert.Single(run.Kernel.SetSockOptCalls).Name);
        Assert.Equal(1, run.Run(Hook.Connect4, Call(Verb.Connect, "10.0.0.1", 81), socket: _socket));
        Assert.Empty(run.Kernel.SetSockOptCalls);
        Assert.Equal(1, run.Run(Hook.Connect4, Call(Verb.Connect, "10.0.0.2", 81), socket: _socket));
        Assert.Single(run.Kernel.SetSockOptCalls);
    }

    [Fact]
    public void Datagram_without_an_address_is_none_for_rules_to_judge()
    {
        var run = new HookRun(RandomRules.Resolve("connect any any deny"), logs: false);
        Assert.Equal(1, run.Run(Hook.SendMsg4, Call(Verb.Connect, "0.0.0.0", 0), family: SocketConstants.AF_UNSPEC));
        Assert.Equal(0, run.Run(Hook.SendMsg4, Call(Verb.Connect, "0.0.0.0", 9), family: SocketConstants.AF_UNSPEC));
        Assert.Equal(0, run.Run(Hook.SendMsg4, Call(Verb.Connect, "0.0.0.0", 0)));
    }

    [Theory]
    [InlineData(9090, "0.0.0.0:8080")]
    [InlineData(9091, "127.0.0.7:9091")]
    [InlineData(0, "127.0.0.7:0")]
    public void Hidden_name_is_shown_only_where_the_bind_has_succeeded(int realPort, string shown)
    {
        var run = new HookRun(RandomRules.Resolve("bind tcp any:8080 to 127.0.0.7:9090 hide"), logs: false);
        Assert.Equal(3, run.Run(Hook.Bind4, Call(Verb.Bind, "0.0.0.0", 8080), socket: _socket));
        Assert.Equal(1, run.Run(Hook.GetSockName4, Call(Verb.Bind, "127.0.0.7", (ushort)realPort), socket: _socket));
        var (address, port) = run.Used(isInet6: false);
        Assert.Equal(shown, address.WithPort(port));
    }

    [Fact]
    public void Peer_that_the_program_names_itself_is_hidden_no_more()
    {
        var run = new HookRun(RandomRules.Resolve("connect udp 10.0.0.1 to 127.0.0.1 hide"), logs: false);
        run.Run(Hook.SendMsg4, Call(Verb.Connect, "10.0.0.1", 53), socket: _socket);
        Assert.Equal("10.0.0.1:53", Received(run, "127.0.0.1", 53));
        run.Run(Hook.SendMsg4, Call(Verb.Connect, "127.0.0.1", 53), socket: _socket);
        Assert.Equal("127.0.0.1:53", Received(run, "127.0.0.1", 53));
    }

    private string Received(HookRun run, string address, ushort port)
    {
        run.Run(Hook.RecvMsg4, Call(Verb.Connect, address, port), socket: _socket);
        var (shown, shownPort) = run.Used(isInet6: false);
        return shown.WithPort(shownPort);
    }

    private static SocketCall Call(Verb verb, string address, ushort port) => new(
        verb, verb == Verb.Bind ? Protocol.Tcp : Protocol.Udp, false, false,
        Address.TryParse(address, out var parsed) ? parsed : throw new FormatException(address), port, "web");
}
