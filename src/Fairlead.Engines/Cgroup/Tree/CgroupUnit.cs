namespace Fairlead.Engines.Cgroup.Tree;

/// <summary>The cgroups of systemd's units: each has one of its own name, somewhere below those of its slices.</summary>
internal static class CgroupUnit
{
    /// <summary>The suffixes of units that have a cgroup: systemd.unit(5).</summary>
    private static readonly string[] s_suffixes = [".service", ".scope", ".slice", ".socket", ".mount", ".swap"];

    /// <summary>The name with its suffix; a dot alone is none.</summary>
    public static string FullName(string name) =>
        s_suffixes.Any(s => name.EndsWith(s, StringComparison.Ordinal)) ? name : name + s_suffixes[0];

    /// <summary>The directories of all cgroups of a unit: those of users and containers may have the same name.</summary>
    public static List<string> Find(string mountPoint, string unit) =>
        [.. CgroupFiles.WithDescendants(mountPoint).Skip(1).Where(d => Unescape(Path.GetFileName(d)) == unit)];

    // systemd puts "_" before a name that looks like a file of the kernel's, or starts with "_" itself.
    private static string Unescape(string name) => name.StartsWith('_') ? name[1..] : name;
}
