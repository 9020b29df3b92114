using Fairlead.Linux;

namespace Fairlead.Engines.Seccomp;

/// <summary>net.ipv4.ip_unprivileged_port_start: ip(7).</summary>
internal static class LowPorts
{
    /// <summary>The first port that anybody may bind to.</summary>
    public static int FirstUnprivileged()
    {
        const int usual = 1024;
        var text = ProcText.Read("/proc/sys/net/ipv4/ip_unprivileged_port_start\0"u8);
        return text.IsEmpty ? usual : (int)ProcText.Decimal(text);
    }
}
