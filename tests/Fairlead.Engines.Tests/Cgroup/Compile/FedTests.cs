using System.Buffers.Binary;
using Fairlead.Engines.Cgroup;
using Fairlead.Engines.Cgroup.Compile;
using Fairlead.Linux;
using Fairlead.Rules;
using Fairlead.Rules.Evaluation;
using Fairlead.Rules.Resolution;

namespace Fairlead.Engines.Tests.Cgroup.Compile;

/// <summary>Sockets of fed rules show the clients that the feeder has named, and answer them by the relay.</summary>
public sealed class FedTests
{
    private const string Rule = "bind any any:80 to 127.83.1.2:40080,[::1]:40080 hide";
    private readonly byte[] _socket = new byte[80];
    private readonly HookRun _run = new(Fed(Rule), logs: false);

    [Theory]
    [InlineData(false, "127.0.0.1:5000", "192.0.2.9:1234")]
    [InlineData(true, "[::1]:5000", "[2001:db8::9]:1234")]
    [InlineData(true, "[::1]:5000", "192.0.2.9:1234")]
    [InlineData(true, "127.0.0.1:5000", "192.0.2.9:1234")]
    public void Peer_is_shown_as_the_client(bool isInet6, string relay, string client)
    {
        Bind(Protocol.Tcp, isInet6);
        Name(Protocol.Tcp, relay, client, "198.51.100.7:80");
        Assert.Equal(Mapped(client, isInet6), Show(PeerName(isInet6), Protocol.Tcp, isInet6, relay));
    }

    [Theory]
    [InlineData("127.0.0.1:5001")]
    [InlineData("127.0.0.2:5000")]
    public void Peer_that_is_nobodys_relay_is_shown_as_it_is(string other)
    {
        Bind(Protocol.Tcp, isInet6: false);
        Name(Protocol.Tcp, "127.0.0.1:5000", "192.0.2.9:1234", "198.51.100.7:80");
        Assert.Equal(other, Show(Hook.GetPeerName4, Protocol.Tcp, false, other));
    }

    [Fact]
    public void Relay_of_TCP_is_none_of_UDP()
    {
        Bind(Protocol.Tcp, isInet6: false);
        Name(Protocol.Udp, "127.0.0.1:5000", "192.0.2.9:1234", "198.51.100.7:80");
        Assert.Equal("127.0.0.1:5000", Show(Hook.GetPeerName4, Protocol.Tcp, false, "127.0.0.1:5000"));
    }

    [Fact]
    public void Socket_that_no_fed_rule_has_bound_shows_the_truth()
    {
        Name(Protocol.Tcp, "127.0.0.1:5000", "192.0.2.9:1234", "198.51.100.7:80");
        Assert.Equal("127.0.0.1:5000", Show(Hook.GetPeerName4, Protocol.Tcp, false, "127.0.0.1:5000"));
        Bind(Protocol.Tcp, isInet6: false);
        Assert.Equal(1, _run.Run(Hook.Bind4, Call(Verb.Bind, Protocol.Tcp, "0.0.0.0", 81), socket: _socket));
        Assert.Equal("127.0.0.1:5000", Show(Hook.GetPeerName4, Protocol.Tcp, false, "127.0.0.1:5000"));
    }

    [Fact]
    public void Client_of_IPv6_cannot_be_shown_on_a_socket_of_IPv4()
    {
        Bind(Protocol.Tcp, isInet6: false);
        Name(Protocol.Tcp, "127.0.0.1:5000", "[2001:db8::9]:1234", "[2001:db8::1]:80");
        Assert.Equal("127.0.0.1:5000", Show(Hook.GetPeerName4, Protocol.Tcp, false, "127.0.0.1:5000"));
    }

    [Theory]
    [InlineData(false, "127.0.0.1:5000", "198.51.100.7:8080")]
    [InlineData(true, "[::1]:5000", "[2001:db8::1]:80")]
    [InlineData(true, "[::1]:5000", "198.51.100.7:80")]
    public void Accepted_socket_shows_the_server_that_was_asked(bool isInet6, string relay, string server)
    {
        Bind(Protocol.Tcp, isInet6);
        Name(Protocol.Tcp, relay, "192.0.2.9:1234", server);
        Connect(relay, isInet6);
        Assert.Equal(Mapped(server, isInet6), Show(SockName(isInet6), Protocol.Tcp, isInet6, isInet6 ? "[::1]:40080" : "127.83.1.2:40080"));
    }

    [Fact]
    public void Listener_shows_what_was_asked_for()
    {
        Bind(Protocol.Tcp, isInet6: false);
        Assert.Equal("0.0.0.0:80", Show(Hook.GetSockName4, Protocol.Tcp, false, "127.83.1.2:40080"));
    }

    [Theory]
    [InlineData(false, "127.0.0.1:5000", "192.0.2.9:1234")]
    [InlineData(true, "[::1]:5000", "[2001:db8::9]:1234")]
    public void Answer_goes_to_the_relay_and_to_nobody_else(bool isInet6, string relay, string client)
    {
        Bind(Protocol.Udp, isInet6);
        Name(Protocol.Udp, relay, client, "198.51.100.7:80");
        var (receive, send) = isInet6 ? (Hook.RecvMsg6, Hook.SendMsg6) : (Hook.RecvMsg4, Hook.SendMsg4);
        Assert.Equal(client, Show(send, Protocol.Udp, isInet6, client));
        Assert.Equal(client, Show(receive, Protocol.Udp, isInet6, relay));
        Assert.Equal(relay, Show(send, Protocol.Udp, isInet6, client));
        Assert.Equal(relay, Show(isInet6 ? Hook.Connect6 : Hook.Connect4, Protocol.Udp, isInet6, client));
        var other = client.Replace("1234", "1235", StringComparison.Ordinal);
        Assert.Equal(other, Show(send, Protocol.Udp, isInet6, other));
    }

    [Fact]
    public void Answer_follows_the_client_to_its_next_relay_and_leaves_one_that_is_anothers_now()
    {
        Bind(Protocol.Udp, isInet6: false);
        Name(Protocol.Udp, "127.0.0.1:5000", "192.0.2.9:1234", "198.51.100.7:80");
        Name(Protocol.Udp, "127.0.0.1:5001", "192.0.2.9:1234", "198.51.100.8:80");
        Show(Hook.RecvMsg4, Protocol.Udp, false, "127.0.0.1:5000");
        Show(Hook.RecvMsg4, Protocol.Udp, false, "127.0.0.1:5001");
        Assert.Equal("127.0.0.1:5001", Show(Hook.SendMsg4, Protocol.Udp, false, "192.0.2.9:1234"));
        Name(Protocol.Udp, "127.0.0.1:5001", "192.0.2.77:1234", "198.51.100.8:80");
        Assert.Equal("192.0.2.9:1234", Show(Hook.SendMsg4, Protocol.Udp, false, "192.0.2.9:1234"));
    }

    [Fact]
    public void Dual_stack_socket_of_datagrams_stays_on_both_families_but_within_loopback()
    {
        Bind(Protocol.Udp, isInet6: true);
        Assert.Equal((Parse("::"), (ushort)40080), _run.Used(isInet6: true));
        Assert.Equal([1, 0, 0, 0], Assert.Single(_run.Kernel.SetSockOptCalls).Value);
        Name(Protocol.Udp, "127.0.0.1:5000", "192.0.2.9:1234", "198.51.100.7:80");
        Assert.Equal("[::ffff:192.0.2.9]:1234", Show(Hook.RecvMsg6, Protocol.Udp, true, "127.0.0.1:5000"));
        Assert.Equal("127.0.0.1:5000", Show(Hook.SendMsg4, Protocol.Udp, false, "192.0.2.9:1234"));
        Assert.Equal(Parse("127.83.1.2"), _run.MessageSource(isInet6: false));
    }

    [Fact]
    public void Answer_that_the_kernel_would_not_take_is_refused()
    {
        Bind(Protocol.Udp, isInet6: true);
        Name(Protocol.Udp, "[::1]:5000", "192.0.2.9:1234", "198.51.100.7:80");
        Show(Hook.RecvMsg6, Protocol.Udp, true, "[::1]:5000");
        Assert.Equal(0, _run.Run(Hook.SendMsg4, Call(Verb.Connect, Protocol.Udp, "192.0.2.9", 1234), 40080, _socket));
        Assert.Equal(-(int)Errno.EADDRNOTAVAIL, _run.Kernel.Retval);
    }

    private static ResolvedRule[] Fed(params string[] rules) =>
        Array.ConvertAll(RandomRules.Resolve(rules), rule => rule with { IsFed = true });

    private void Bind(Protocol protocol, bool isInet6)
    {
        var call = Call(Verb.Bind, protocol, isInet6 ? "::" : "0.0.0.0", 80);
        Assert.NotEqual(0, _run.Run(isInet6 ? Hook.Bind6 : Hook.Bind4, call, socket: _socket));
    }

    private void Name(Protocol protocol, string relay, string client, string server)
    {
        var (key, value) = (new byte[PeerKey.Length], new byte[ClientValue.Length]);
        key[PeerKey.Owner] = (byte)(protocol == Protocol.Udp ? InConstants.IPPROTO_UDP : InConstants.IPPROTO_TCP);
        WritePlace(key.AsSpan(PeerKey.Address), relay);
        WritePlace(value, client);
        WritePlace(value.AsSpan(ClientValue.Server), server);
        _run.Memory.Set(_run.Maps.Clients, key, value);
    }

    private void Connect(string peer, bool isInet6)
    {
        Span<byte> place = stackalloc byte[24];
        WritePlace(place, peer);
        BinaryPrimitives.WriteUInt16BigEndian(_socket.AsSpan(BpfSock.dst_port), BinaryPrimitives.ReadUInt16LittleEndian(place[16..]));
        (isInet6 ? place[..16] : place[12..16]).CopyTo(_socket.AsSpan(isInet6 ? BpfSock.dst_ip6 : BpfSock.dst_ip4));
    }

    private static void WritePlace(Span<byte> to, string place)
    {
        var (address, port) = Split(place);
        Slot.WriteAddress(to, address);
        BinaryPrimitives.WriteUInt32LittleEndian(to[16..], port);
    }

    private string Show(Hook hook, Protocol protocol, bool isInet6, string place)
    {
        var (address, port) = Split(place);
        var call = Call(Verb.Connect, protocol, address, port) with { IsInet6 = isInet6 };
        Assert.Equal(1, _run.Run(hook, call, 40080, _socket));
        var (shown, shownPort) = _run.Used(isInet6);
        return shown.WithPort(shownPort);
    }

    private static Hook PeerName(bool isInet6) => isInet6 ? Hook.GetPeerName6 : Hook.GetPeerName4;

    private static Hook SockName(bool isInet6) => isInet6 ? Hook.GetSockName6 : Hook.GetSockName4;

    private static string Mapped(string place, bool isInet6)
    {
        var (address, port) = Split(place);
        return (isInet6 ? address.Map() : address).WithPort(port);
    }

    private static (Address Address, ushort Port) Split(string place)
    {
        var colon = place.LastIndexOf(':');
        return (Parse(place[..colon].Trim('[', ']')), ushort.Parse(place[(colon + 1)..]));
    }

    private static Address Parse(string text) => Address.TryParse(text, out var address) ? address : throw new FormatException(text);

    private static SocketCall Call(Verb verb, Protocol protocol, string address, ushort port) => Call(verb, protocol, Parse(address), port);

    private static SocketCall Call(Verb verb, Protocol protocol, Address address, ushort port) =>
        new(verb, protocol, !address.IsV4, false, address, port, "web");
}
