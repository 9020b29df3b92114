using System.Runtime.InteropServices;
using Fairlead.Udp;

namespace Fairlead.Forward.Udp;

/// <summary>What a <see cref="SendQueue"/> knows of one message beside its mmsghdr.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct OutgoingMessage
{
    /// <summary>The size of the datagrams that it is cut into; 0: it is one.</summary>
    public int SegmentSize;

    /// <summary>How many datagrams it is.</summary>
    public int Datagrams;

    /// <summary>How many bytes of payload.</summary>
    public int Bytes;

    public fixed byte Name[UdpEndpoint.KernelSize + 4];
    public fixed byte Control[ControlMessages.Room];

    /// <summary>The size that a datagram must have to be joined to it; 0: none can.</summary>
    public readonly int JoinSize =>
        SegmentSize == 0 ? Bytes : Bytes % SegmentSize == 0 ? SegmentSize : 0;
}
