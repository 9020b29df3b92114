using System.Globalization;

namespace Fairlead.Engines.Hosting;

/// <summary>The version of the running kernel: uname(2).</summary>
public static class KernelVersion
{
    /// <summary>Major and minor version; 0.0 where it cannot be read.</summary>
    public static Version Current { get; } = Parse(File.ReadAllText("/proc/sys/kernel/osrelease"));

    /// <summary>Reads "6.1.0-13-amd64" as 6.1.</summary>
    public static Version Parse(string release)
    {
        var parts = release.Split('.', '-', ' ', '\n');
        return parts.Length >= 2
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var major)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var minor)
            ? new Version(major, minor)
            : new Version(0, 0);
    }
}
