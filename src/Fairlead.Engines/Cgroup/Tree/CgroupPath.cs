using System.Text;
using Fairlead.Linux;

namespace Fairlead.Engines.Cgroup.Tree;

/// <summary>The line of cgroup2 in /proc/PID/cgroup: "0::/path".</summary>
internal static class CgroupPath
{
    /// <summary>The path, from the root of the reader's cgroup namespace; null where there is none.</summary>
    public static string? Unified(ReadOnlySpan<byte> text) =>
        ProcText.Field(text, "0::"u8) is { IsEmpty: false } path ? Encoding.UTF8.GetString(path) : null;
}
