namespace Fairlead.Linux;

/// <summary>netinet/udp.h: udp(7).</summary>
public static class UdpConstants
{
    public const int UDP_SEGMENT = 103;
    public const int UDP_GRO = 104;
}
