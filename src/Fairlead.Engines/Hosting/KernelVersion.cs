using System.Buffers.Text;
using Fairlead.Linux;

namespace Fairlead.Engines.Hosting;

/// <summary>The version of the running kernel: uname(2).</summary>
public static class KernelVersion
{
    /// <summary>Major and minor version; 0.0 where it cannot be read.</summary>
    public static Version Current { get; } = Parse(ProcText.Read("/proc/sys/kernel/osrelease\0"u8));

    /// <summary>Reads "6.1.0-13-amd64" as 6.1.</summary>
    public static Version Parse(ReadOnlySpan<byte> release) =>
        Utf8Parser.TryParse(release, out int major, out var digits)
        && digits < release.Length && release[digits] == (byte)'.'
        && Utf8Parser.TryParse(release[(digits + 1)..], out int minor, out _)
            ? new Version(major, minor)
            : new Version(0, 0);
}
