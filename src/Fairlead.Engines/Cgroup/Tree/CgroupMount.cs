using System.Text;

namespace Fairlead.Engines.Cgroup.Tree;

/// <summary>
/// A mount of cgroup2: a line of proc_pid_mountinfo(5), and the way from the paths of /proc/PID/cgroup to directories.
/// </summary>
/// <remarks>
/// <para>Both paths, that of the mount's root and that of a process, start at the root of this process's cgroup
/// namespace: cgroup_namespaces(7). What is above or beside that root starts with /.. there.</para>
/// <para>Where the mount's root is above it (a container that has the host's tree), the names of the levels in between are
/// not told anywhere. <see cref="OwnDirectory"/> finds them by looking for the process itself.</para>
/// </remarks>
internal sealed class CgroupMount(string root, string point)
{
    /// <summary>The names of the levels from the mount's root to that of the namespace, as far as they are known.</summary>
    private string[] _hidden = [];

    /// <summary>Where it is mounted.</summary>
    public string Point { get; } = point;

    /// <summary>The mounts of cgroup2 that this process can reach, in their order.</summary>
    public static List<CgroupMount> Parse(ReadOnlySpan<byte> mountInfo)
    {
        var mounts = new List<CgroupMount>();
        while (!mountInfo.IsEmpty)
        {
            var end = mountInfo.IndexOf((byte)'\n');
            var line = end < 0 ? mountInfo : mountInfo[..end];
            mountInfo = end < 0 ? [] : mountInfo[(end + 1)..];
            if (line.IndexOf(" - cgroup2 "u8) >= 0)
            {
                Add(mounts, new CgroupMount(Field(line, 3), Field(line, 4)));
            }
        }
        return mounts;
    }

    /// <summary>The directory of a path of /proc/PID/cgroup; null where this mount does not show it.</summary>
    public string? DirectoryOf(string path)
    {
        var rootUps = Ups(root);
        var hidden = rootUps - Ups(path);
        var rest = Rest(path);
        if (Rest(root) is { Length: > 0 } subtree)
        {
            return hidden == 0 && IsBelow(rest, subtree) ? Point + rest[subtree.Length..] : null;
        }
        return hidden >= 0 && hidden <= _hidden.Length ? Point + Names(hidden) + rest : null;
    }

    /// <summary>The directory of a process's own cgroup; null where this mount does not show it.</summary>
    public string? OwnDirectory(string path, int pid)
    {
        var unknown = Ups(root) - Ups(path);
        if (unknown > 0 && Rest(root).Length == 0)
        {
            _ = Reveal(Point, new string[unknown], 0, Rest(path), pid);
        }
        return DirectoryOf(path);
    }

    private string Names(int count) => count == 0 ? "" : "/" + string.Join('/', _hidden, 0, count);

    private bool Reveal(string directory, string[] names, int level, string rest, int pid)
    {
        if (level == names.Length)
        {
            if (!CgroupFiles.HasProcess(directory + rest, pid))
            {
                return false;
            }
            _hidden = names;
            return true;
        }
        foreach (var name in CgroupFiles.Children(directory))
        {
            names[level] = name;
            if (Reveal($"{directory}/{name}", names, level + 1, rest, pid))
            {
                return true;
            }
        }
        return false;
    }

    // A later mount on the same point hides the one before.
    private static void Add(List<CgroupMount> mounts, CgroupMount mount)
    {
        for (var i = mounts.Count - 1; i >= 0; i--)
        {
            if (mounts[i].Point == mount.Point)
            {
                mounts.RemoveAt(i);
            }
        }
        mounts.Add(mount);
    }

    private static bool IsBelow(string path, string ancestor) =>
        path.StartsWith(ancestor, StringComparison.Ordinal) && (path.Length == ancestor.Length || path[ancestor.Length] == '/');

    // How many times a path goes up from the namespace's root, and what follows; no trailing slash.
    private static int Ups(string path)
    {
        var ups = 0;
        while (IsUp(path, ups * 3))
        {
            ups++;
        }
        return ups;
    }

    private static string Rest(string path) => path[(Ups(path) * 3)..] is var rest && rest == "/" ? "" : rest;

    private static bool IsUp(string path, int at) => at + 3 <= path.Length
        && path[at] == '/' && path[at + 1] == '.' && path[at + 2] == '.' && (at + 3 == path.Length || path[at + 3] == '/');

    private static string Field(ReadOnlySpan<byte> line, int index)
    {
        for (; index > 0; index--)
        {
            line = line[(line.IndexOf((byte)' ') + 1)..];
        }
        return Unescape(line[..line.IndexOf((byte)' ')]);
    }

    // Blanks, line ends and backslashes stand as three octal digits.
    private static string Unescape(ReadOnlySpan<byte> text)
    {
        var bytes = new byte[text.Length];
        var length = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var isEscape = text[i] == '\\' && i + 3 < text.Length;
            bytes[length++] = isEscape ? Octal(text.Slice(i + 1, 3)) : text[i];
            i += isEscape ? 3 : 0;
        }
        return Encoding.UTF8.GetString(bytes, 0, length);
    }

    private static byte Octal(ReadOnlySpan<byte> digits) =>
        (byte)(((digits[0] - '0') << 6) + ((digits[1] - '0') << 3) + digits[2] - '0');
}
