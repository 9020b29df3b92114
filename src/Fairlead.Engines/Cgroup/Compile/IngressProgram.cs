using Fairlead.Bpf;
using Fairlead.Bpf.Extended;
using Fairlead.Linux;
using Fairlead.Rules;
using static Fairlead.Bpf.Extended.Register;

namespace Fairlead.Engines.Cgroup.Compile;

/// <summary>The program of ingress: notes which address each UDP peer asked.</summary>
/// <remarks>
/// <para>Goal. A server that is bound to the wildcard address answers from the address that it was asked at, though it
/// knows nothing of IP_PKTINFO. A packet is the only place that says which address that is.</para>
/// <para>Order of events. A datagram reaches a socket that is bound to the wildcard address - this program notes, under
/// the socket's port and the peer's address and port, the packet's destination - the server sends to that peer from that port, by
/// whatever socket - the program of sendmsg gives the datagram that source (<see cref="SteeringProgram"/>).</para>
/// <para>Each packet of the cgroup comes by here, so what is cheap is asked first: connected sockets, TCP's among them, have
/// an address and are left after a look at it; headers are read by one call.</para>
/// <para>Limits. One entry for each peer and port: one that asks two addresses from one port before it is answered gets
/// both answers from the last one. Broadcast and multicast are left alone, as no socket sends from such an address. IPv6 packets with
/// extension headers are left alone.</para>
/// </remarks>
internal sealed class IngressProgram(CompileInput input) : ProgramWriter(Hook.Ingress, input)
{
    private const int PACKET_HOST = 0;
    private const int FirstIpv4Multicast = 224, FirstIpv6Multicast = 255;
    private const uint ETH_P_IP_BigEndian = 0x0008;
    private const int Ipv4Length = 20, Ipv4Protocol = 9, Ipv4Source = 12, Ipv4Destination = 16;
    private const int Ipv6Length = 40, Ipv6NextHeader = 6, Ipv6Source = 8, Ipv6Destination = 24;
    private readonly Label _pass = new("pass");

    protected override void WriteBody()
    {
        Label v6 = new("IPv6"), read = new("header is read"), matched = new("matched"), changed = new("changed");
        PassUnlessWildcard();
        Asm.Load(Size.Word, R1, R6, SkBuff.protocol);
        Asm.JumpIf32(Condition.NotEqual, R1, ETH_P_IP_BigEndian, v6);
        ReadIpv4();
        Asm.Jump(read);
        Asm.Mark(v6);
        ReadIpv6();
        Asm.Mark(read);
        Select(Verb.Reply, Protocol.Udp, ProgramRules.ForAll, onlyV4: false).Write(Frame.PeerName, matched, _pass);
        Asm.Mark(matched);
        Asm.Mov32(R1, R7);
        Asm.Store(Size.Double, R10, Frame.PeerName + PeerValue.Number, R1);
        FindPeer(Maps.AskedAddresses, R9, Frame.Asked, Frame.AskedPort);
        PassIfSame(changed);
        Asm.Mark(changed);
        SetPeer(Maps.AskedAddresses);
        Asm.Mark(_pass);
        Asm.Exit(Go);
    }

    // Finding is cheaper than adding, and most datagrams come from a peer that asked the same address before.
    private void PassIfSame(Label changed)
    {
        Asm.JumpIf(Condition.Equal, R0, 0, changed);
        for (var word = 0; word < PeerValue.Length; word += 8)
        {
            Asm.Load(Size.Double, R1, R0, word);
            Asm.Load(Size.Double, R2, R10, Frame.PeerName + word);
            Asm.JumpIf(Condition.NotEqual, R1, R2, changed);
        }
        Asm.Jump(_pass);
    }

    /// <summary>R9 = the port of the socket.</summary>
    private void PassUnlessWildcard()
    {
        var wildcard = new Label("wildcard");
        Asm.Load(Size.Double, R7, R6, SkBuff.sk);
        Asm.JumpIf(Condition.Equal, R7, 0, _pass);
        Asm.Load(Size.Word, R1, R7, BpfSock.src_ip4);
        Asm.JumpIf32(Condition.NotEqual, R1, 0, _pass);
        Asm.Load(Size.Word, R1, R6, SkBuff.pkt_type);
        Asm.JumpIf32(Condition.NotEqual, R1, PACKET_HOST, _pass);
        Asm.Load(Size.Word, R1, R7, BpfSock.family);
        Asm.JumpIf32(Condition.NotEqual, R1, SocketConstants.AF_INET6, wildcard);
        PassUnlessWildcard6();
        Asm.Mark(wildcard);
        Asm.Load(Size.Word, R9, R7, BpfSock.src_port);
    }

    // :: or ::ffff:0.0.0.0
    private void PassUnlessWildcard6()
    {
        var rest = new Label("rest of the address");
        for (var word = 0; word < 16; word += 4)
        {
            Asm.Load(Size.Word, R1, R7, BpfSock.src_ip6 + word);
            if (word == 8)
            {
                Asm.JumpIf32(Condition.Equal, R1, RuleSelection.MappedWord, rest);
            }
            Asm.JumpIf32(Condition.NotEqual, R1, 0, _pass);
            if (word == 8)
            {
                Asm.Mark(rest);
            }
        }
    }

    private void ReadIpv4()
    {
        var plain = new Label("no IPv4 options");
        LoadBytes(0, Ipv4Length + sizeof(ushort), Frame.Packet);
        PassUnlessUdp(Frame.Packet + Ipv4Protocol);
        Asm.Load(Size.Word, R1, R10, Frame.Packet + Ipv4Source);
        WriteMapped(Frame.Asked, R1);
        PassIfMulticast(Frame.Packet + Ipv4Destination, FirstIpv4Multicast);
        Asm.Load(Size.Word, R1, R10, Frame.Packet + Ipv4Destination);
        WriteMapped(Frame.PeerName, R1);
        Asm.Load(Size.Byte, R2, R10, Frame.Packet);
        Asm.And32(R2, 0x0f);
        Asm.Lsh(R2, 2);
        Asm.JumpIf32(Condition.Equal, R2, Ipv4Length, plain);
        LoadBytes(null, sizeof(ushort), Frame.Packet + Ipv4Length);
        Asm.Mark(plain);
        ReadSourcePort(Ipv4Length);
    }

    private void ReadIpv6()
    {
        LoadBytes(0, Ipv6Length + sizeof(ushort), Frame.Packet);
        PassUnlessUdp(Frame.Packet + Ipv6NextHeader);
        PassIfMulticast(Frame.Packet + Ipv6Destination, FirstIpv6Multicast);
        Copy16(R10, Frame.Asked, R10, Frame.Packet + Ipv6Source);
        Copy16(R10, Frame.PeerName, R10, Frame.Packet + Ipv6Destination);
        ReadSourcePort(Ipv6Length);
    }

    // Loopback and tunnels call such packets PACKET_HOST, too.
    private void PassIfMulticast(int destination, int first)
    {
        Asm.Load(Size.Byte, R1, R10, destination);
        Asm.JumpIf32(Condition.GreaterOrEqual, R1, (uint)first, _pass);
    }

    private void PassUnlessUdp(int protocol)
    {
        var udp = new Label("UDP");
        Asm.Load(Size.Byte, R1, R10, protocol);
        Asm.JumpIf32(Condition.Equal, R1, InConstants.IPPROTO_UDP, udp);
        Asm.JumpIf32(Condition.NotEqual, R1, InConstants.IPPROTO_UDPLITE, _pass);
        Asm.Mark(udp);
    }

    private void ReadSourcePort(int header)
    {
        Asm.Load(Size.Half, R1, R10, Frame.Packet + header);
        Asm.ToBigEndian(R1, 16);
        Asm.Store(Size.Word, R10, Frame.AskedPort, R1);
    }

    /// <summary>Copies bytes of the packet to the stack, from the offset, or from that in R2.</summary>
    private void LoadBytes(int? offset, int count, int frame)
    {
        Asm.Mov(R1, R6);
        if (offset is { } constant)
        {
            Asm.Mov(R2, constant);
        }
        Address(R3, frame);
        Asm.Mov(R4, count);
        Asm.Call(HelperFunction.SkbLoadBytes);
        Asm.JumpIf(Condition.NotEqual, R0, 0, _pass);
    }
}
