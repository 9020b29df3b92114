namespace Fairlead.Udp;

/// <summary>What the kernel says beside a datagram, where the socket asked for it: cmsg(3).</summary>
/// <param name="Local">The address that it was sent to, with port 0; empty: the socket did not ask for it.</param>
/// <param name="Interface">The index of the interface that it came in by; 0: not known.</param>
/// <param name="SegmentSize">The size of each datagram but the last, where the kernel joined several (UDP_GRO); 0: it is one.</param>
/// <param name="TrafficClass">The TOS or traffic class byte, its lowest two bits are ECN; -1: the socket did not ask for it.</param>
public readonly record struct DatagramInfo(UdpEndpoint Local, int Interface, int SegmentSize, int TrafficClass)
{
    /// <summary>The ECN bits, 0 to 3 (RFC 3168: 3 says that the path is congested); 0 where they are not known.</summary>
    public int Ecn => TrafficClass < 0 ? 0 : TrafficClass & 3;
}
