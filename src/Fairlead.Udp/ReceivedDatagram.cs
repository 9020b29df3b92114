namespace Fairlead.Udp;

/// <summary>A datagram that was received: recvmsg(2).</summary>
/// <param name="Length">How many bytes are in the buffer.</param>
/// <param name="FullLength">How many the datagram had; more than <paramref name="Length"/> where the buffer was too short.</param>
/// <param name="Remote">Who sent it; v4-mapped where an IPv4 peer reaches a dual-stack socket.</param>
/// <param name="Info">The local address, the interface and what else the kernel says beside it.</param>
public readonly record struct ReceivedDatagram(int Length, int FullLength, UdpEndpoint Remote, DatagramInfo Info)
{
    /// <summary>Whether the buffer was too short, so that the end of the datagram is lost.</summary>
    public bool IsTruncated => FullLength > Length;

    /// <summary>The address that it was sent to, port 0: where an answer has to leave from.</summary>
    public UdpEndpoint Local => Info.Local;
}
