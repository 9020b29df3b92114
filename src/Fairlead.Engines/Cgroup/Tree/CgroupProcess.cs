using System.Text;
using Fairlead.Linux;

namespace Fairlead.Engines.Cgroup.Tree;

/// <summary>A process in a cgroup.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Name">Its command name; empty where it has just ended.</param>
public sealed record CgroupProcess(int Id, string Name)
{
    /// <summary>
    /// The processes in a cgroup and in those below it, in the order of their numbers; not those of other pid
    /// namespaces.
    /// </summary>
    public static CgroupProcess[] In(string directory) =>
        [.. IdsIn(directory).Select(id => new CgroupProcess(id, NameOf(id)))];

    /// <summary>Whether there is one in a cgroup or in those below it.</summary>
    public static bool IsAnyIn(string directory) => CgroupFiles.IsPopulated(directory);

    internal static IEnumerable<int> IdsIn(string directory) =>
        CgroupFiles.WithDescendants(directory).SelectMany(CgroupFiles.Processes).Where(id => id != 0).Distinct().Order();

    internal static string NameOf(int id) =>
        Encoding.UTF8.GetString(ProcText.Read(Libc.CString($"/proc/{id}/comm"))).TrimEnd('\n');
}
