namespace Fairlead.Udp;

/// <summary>How a datagram is to leave: the control messages of sendmsg(2). The default value leaves all to the kernel.</summary>
public readonly record struct SendControl
{
    /// <summary>The local address to send from; its port does not matter. Empty: the kernel chooses.</summary>
    public UdpEndpoint Local { get; init; }

    /// <summary>The index of the interface to leave by; 0: what the routes say.</summary>
    public int Interface { get; init; }

    /// <summary>Cuts the payload into datagrams of this many bytes, the last perhaps shorter (UDP_SEGMENT); 0: it is one.</summary>
    public int SegmentSize { get; init; }

    /// <summary>The TOS or traffic class byte, its lowest two bits are ECN; null: that of the socket.</summary>
    public byte? TrafficClass { get; init; }

    /// <summary>An answer to what was received: from the address it was sent to.</summary>
    public static SendControl Answer(in ReceivedDatagram received) => new() { Local = received.Local };
}
