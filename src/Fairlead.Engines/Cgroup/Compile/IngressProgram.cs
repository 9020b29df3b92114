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
/// the socket's cookie and the peer's address and port, the packet's destination - the server sends to that peer - the program
/// of sendmsg gives the datagram that source (<see cref="SteeringProgram"/>).</para>
/// <para>Limits. One entry for each peer: one that asks two addresses from one port before it is answered gets
/// both answers from the last one. Broadcast and multicast are left alone, as no socket sends from such an address. IPv6 packets with
/// extension headers are left alone.</para>
/// </remarks>
internal sealed class IngressProgram(CompileInput input) : ProgramWriter(Hook.Ingress, input)
{
    private const int PACKET_HOST = 0;
    private const uint ETH_P_IP_BigEndian = 0x0008;
    private const int Ipv4Length = 20, Ipv4Source = 12, Ipv4Destination = 16;
    private const int Ipv6Length = 40, Ipv6NextHeader = 6, Ipv6Source = 8, Ipv6Destination = 24;
    private readonly Label _pass = new("pass");

    protected override void WriteBody()
    {
        Asm.Load(Size.Double, R1, R6, SkBuff.sk);
        Asm.JumpIf(Condition.Equal, R1, 0, _pass);
        Asm.Call(HelperFunction.SkFullSock);
        Asm.JumpIf(Condition.Equal, R0, 0, _pass);
        Asm.Mov(R7, R0);
        NoteAskedAddress();
        Asm.Mark(_pass);
        Asm.Exit(Go);
    }

    private void NoteAskedAddress()
    {
        Label v6 = new("IPv6"), read = new("header is read"), matched = new("matched"), changed = new("changed");
        PassUnlessWildcardUdp();
        Asm.Load(Size.Word, R9, R7, BpfSock.src_port);
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
        FindPeer(Maps.AskedAddresses, Frame.Asked, Frame.AskedPort);
        PassIfSame(changed);
        Asm.Mark(changed);
        SetPeer(Maps.AskedAddresses);
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

    private void PassUnlessWildcardUdp()
    {
        Label udp = new("UDP"), wildcard = new("wildcard");
        Asm.Load(Size.Word, R1, R7, BpfSock.protocol);
        Asm.JumpIf32(Condition.Equal, R1, InConstants.IPPROTO_UDP, udp);
        Asm.JumpIf32(Condition.NotEqual, R1, InConstants.IPPROTO_UDPLITE, _pass);
        Asm.Mark(udp);
        Asm.Load(Size.Word, R1, R6, SkBuff.pkt_type);
        Asm.JumpIf32(Condition.NotEqual, R1, PACKET_HOST, _pass);
        Asm.Load(Size.Word, R1, R7, BpfSock.src_ip4);
        Asm.JumpIf32(Condition.NotEqual, R1, 0, _pass);
        Asm.Load(Size.Word, R1, R7, BpfSock.family);
        Asm.JumpIf32(Condition.NotEqual, R1, SocketConstants.AF_INET6, wildcard);
        for (var word = 0; word < 16; word += 4)
        {
            Asm.Load(Size.Word, R1, R7, BpfSock.src_ip6 + word);
            Asm.JumpIf32(Condition.NotEqual, R1, 0, _pass);
        }
        Asm.Mark(wildcard);
    }

    private void ReadIpv4()
    {
        LoadBytes(0, Ipv4Length);
        Asm.Load(Size.Word, R1, R10, Frame.Packet + Ipv4Source);
        WriteMapped(Frame.Asked, R1);
        Asm.Load(Size.Word, R1, R10, Frame.Packet + Ipv4Destination);
        WriteMapped(Frame.PeerName, R1);
        Asm.Load(Size.Byte, R2, R10, Frame.Packet);
        Asm.And32(R2, 0x0f);
        Asm.Lsh(R2, 2);
        ReadSourcePort();
    }

    private void ReadIpv6()
    {
        var udp = new Label("UDP header");
        LoadBytes(0, Ipv6Length);
        Asm.Load(Size.Byte, R1, R10, Frame.Packet + Ipv6NextHeader);
        Asm.JumpIf32(Condition.Equal, R1, InConstants.IPPROTO_UDP, udp);
        Asm.JumpIf32(Condition.NotEqual, R1, InConstants.IPPROTO_UDPLITE, _pass);
        Asm.Mark(udp);
        Copy16(R10, Frame.Asked, R10, Frame.Packet + Ipv6Source);
        Copy16(R10, Frame.PeerName, R10, Frame.Packet + Ipv6Destination);
        Asm.Mov(R2, Ipv6Length);
        ReadSourcePort();
    }

    /// <summary>The peer's port, from the two bytes of the packet at R2.</summary>
    private void ReadSourcePort()
    {
        LoadBytes(null, sizeof(ushort));
        Asm.Load(Size.Half, R1, R10, Frame.Packet);
        Asm.ToBigEndian(R1, 16);
        Asm.Store(Size.Word, R10, Frame.AskedPort, R1);
    }

    /// <summary>Copies bytes of the packet to the stack, from the offset, or from that in R2.</summary>
    private void LoadBytes(int? offset, int count)
    {
        Asm.Mov(R1, R6);
        if (offset is { } constant)
        {
            Asm.Mov(R2, constant);
        }
        Address(R3, Frame.Packet);
        Asm.Mov(R4, count);
        Asm.Call(HelperFunction.SkbLoadBytes);
        Asm.JumpIf(Condition.NotEqual, R0, 0, _pass);
    }
}
