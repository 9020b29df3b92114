using System.Buffers.Binary;
using Fairlead.Engines.Cgroup;
using Fairlead.Engines.Cgroup.Compile;
using Fairlead.Linux;
using Fairlead.Rules;
using Fairlead.Rules.Evaluation;

namespace Fairlead.Engines.Tests.Cgroup.Compile;

/// <summary>A packet comes in, a datagram goes out: which source the programs of `reply` give it.</summary>
public sealed class ReplyTests
{
    private const ushort ServerPort = 53, ClientPort = 4000;

    [Theory]
    [InlineData("reply udp any", "10.0.0.9", "10.0.0.3", "10.0.0.3")]
    [InlineData("reply udp any", "fd00::9", "fd00::3", "fd00::3")]
    [InlineData("reply udp 10.0.0.3", "10.0.0.9", "10.0.0.3", "10.0.0.3")]
    [InlineData("reply udp 10.0.0.4", "10.0.0.9", "10.0.0.3", null)]
    [InlineData("reply udp not 10.0.0.0/8", "10.0.0.9", "10.0.0.3", null)]
    [InlineData("reply udp any:53", "10.0.0.9", "10.0.0.3", "10.0.0.3")]
    [InlineData("reply udp any:54", "10.0.0.9", "10.0.0.3", null)]
    [InlineData("reply program web udp any", "10.0.0.9", "10.0.0.3", "10.0.0.3")]
    [InlineData("reply program other udp any", "10.0.0.9", "10.0.0.3", null)]
    public void Answer_leaves_from_the_address_that_was_asked(string rule, string client, string asked, string? source)
    {
        var run = new HookRun(RandomRules.Resolve(rule), logs: false);
        Assert.Equal(1, run.Receive(Socket(), Packet(client, asked, InConstants.IPPROTO_UDP), IsV4(client)));
        Assert.Equal(source, Answer(run, client));
        Assert.Equal(source is null ? 0u : 1u, run.Hits(0));
    }

    [Theory]
    [InlineData(24)]
    [InlineData(60)]
    public void Options_of_IPv4_are_passed_over(int headerLength)
    {
        var run = new HookRun(RandomRules.Resolve("reply udp any"), logs: false);
        run.Receive(Socket(), Packet("10.0.0.9", "10.0.0.3", InConstants.IPPROTO_UDP, headerLength), isIpv4: true);
        Assert.Equal("10.0.0.3", Answer(run, "10.0.0.9"));
    }

    [Fact]
    public void Peers_that_asked_other_addresses_get_theirs()
    {
        var run = new HookRun(RandomRules.Resolve("reply udp any"), logs: true);
        run.Receive(Socket(), Packet("10.0.0.9", "10.0.0.3", InConstants.IPPROTO_UDP), isIpv4: true);
        run.Receive(Socket(), Packet("10.0.0.8", "10.0.0.4", InConstants.IPPROTO_UDP), isIpv4: true);
        Assert.Equal("10.0.0.3", Answer(run, "10.0.0.9"));
        Assert.Equal("10.0.0.4", Answer(run, "10.0.0.8"));
        Assert.Null(Answer(run, "10.0.0.7"));
    }

    [Fact]
    public void Peer_that_asks_another_address_gets_that_one()
    {
        var run = new HookRun(RandomRules.Resolve("reply udp any"), logs: false);
        run.Receive(Socket(), Packet("10.0.0.9", "10.0.0.3", InConstants.IPPROTO_UDP), isIpv4: true);
        run.Receive(Socket(), Packet("10.0.0.9", "10.0.0.4", InConstants.IPPROTO_UDP), isIpv4: true);
        Assert.Equal("10.0.0.4", Answer(run, "10.0.0.9"));
    }

    [Theory]
    [InlineData(InConstants.IPPROTO_TCP, 0u, 0u)]
    [InlineData(InConstants.IPPROTO_UDP, 1u, 0u)]
    [InlineData(InConstants.IPPROTO_UDP, 2u, 0u)]
    [InlineData(InConstants.IPPROTO_UDP, 0u, 0x0300000Au)]
    public void Nothing_is_noted_of_TCP_of_broadcast_and_of_sockets_with_an_address(int protocol, uint packetType, uint bound)
    {
        var run = new HookRun(RandomRules.Resolve("reply udp any"), logs: false);
        var socket = Socket();
        BinaryPrimitives.WriteUInt32LittleEndian(socket.AsSpan(BpfSock.src_ip4), bound);
        Assert.Equal(1, run.Receive(socket, Packet("10.0.0.9", "10.0.0.3", protocol), isIpv4: true, packetType));
        Assert.Empty(run.Memory.Entries(run.Maps.AskedAddresses));
    }

    private static string? Answer(HookRun run, string client)
    {
        var address = Parse(client);
        var call = new SocketCall(Verb.Connect, Protocol.Udp, !address.IsV4, false, address, ClientPort, "web");
        Assert.Equal(1, run.Run(address.IsV4 ? Hook.SendMsg4 : Hook.SendMsg6, call, ServerPort));
        var source = run.MessageSource(!address.IsV4);
        return source.IsWildcard ? null : source.ToString();
    }

    private static byte[] Socket()
    {
        var socket = new byte[80];
        BinaryPrimitives.WriteUInt32LittleEndian(socket.AsSpan(BpfSock.family), SocketConstants.AF_INET);
        BinaryPrimitives.WriteUInt32LittleEndian(socket.AsSpan(BpfSock.src_port), ServerPort);
        return socket;
    }

    /// <summary>RFC 791 and RFC 8200, and the ports of RFC 768 behind.</summary>
    private static byte[] Packet(string from, string to, int protocol, int ipv4Header = 20)
    {
        var isV4 = IsV4(from);
        var header = isV4 ? ipv4Header : 40;
        var packet = new byte[header + 8];
        packet[0] = (byte)(isV4 ? 0x40 | (header / 4) : 0x60);
        packet[isV4 ? 9 : 6] = (byte)protocol;
        Write(packet.AsSpan(isV4 ? 12 : 8), Parse(from));
        Write(packet.AsSpan(isV4 ? 16 : 24), Parse(to));
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(header), ClientPort);
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(header + 2), ServerPort);
        return packet;
    }

    private static void Write(Span<byte> to, Address address)
    {
        if (address.IsV4)
        {
            BinaryPrimitives.WriteUInt32BigEndian(to, (uint)address.Low);
            return;
        }
        Slot.WriteAddress(to, address);
    }

    private static bool IsV4(string address) => Parse(address).IsV4;

    private static Address Parse(string text) => Address.TryParse(text, out var address) ? address : throw new FormatException(text);
}
