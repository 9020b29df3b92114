using System.Runtime.InteropServices;
using Fairlead.Linux;

namespace Fairlead.Udp;

/// <summary>What the kernel is given for one datagram beside its mmsghdr: the payload, name and control buffer.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct DatagramSlot
{
    public iovec Payload;

    /// <summary>Where the room for the payload ends.</summary>
    public byte* End;

    /// <summary>The size of the datagrams that the payload is cut into; 0: it is one.</summary>
    public int SegmentSize;

    public fixed byte Name[UdpEndpoint.KernelSize + 4];
    public fixed byte Control[ControlMessages.Room];
}
