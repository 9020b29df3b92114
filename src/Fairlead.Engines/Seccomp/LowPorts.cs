using System.Globalization;
using System.Text;
using Fairlead.Linux;

namespace Fairlead.Engines.Seccomp;

/// <summary>net.ipv4.ip_unprivileged_port_start: ip(7).</summary>
internal static class LowPorts
{
    /// <summary>The first port that anybody may bind to.</summary>
    public static int FirstUnprivileged()
    {
        const int usual = 1024;
        var file = Libc.open("/proc/sys/net/ipv4/ip_unprivileged_port_start\0"u8, FcntlConstants.O_CLOEXEC);
        if (!file.Ok)
        {
            return usual;
        }
        Span<byte> text = stackalloc byte[16];
        var count = Libc.read(file.Int, text);
        _ = Libc.close(file.Int);
        return count.Ok && int.TryParse(Encoding.ASCII.GetString(text[..count.Int]), CultureInfo.InvariantCulture, out var first)
            ? first
            : usual;
    }
}
