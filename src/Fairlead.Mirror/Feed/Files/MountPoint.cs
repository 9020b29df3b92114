using Fairlead.Linux;
using Fairlead.Mirror.Agent.Files;
using Fairlead.Rules.Mirroring;
using static Fairlead.Linux.StatConstants;

namespace Fairlead.Mirror.Feed.Files;

/// <summary>Where a file system of ours comes to stand, for some of the patterns.</summary>
/// <param name="Path">The folder or file of this machine.</param>
/// <param name="IsFile">Whether it is a file.</param>
/// <param name="Patterns">The patterns that it is for.</param>
/// <remarks>
/// A pattern without <c>*</c> that names the same kind of thing here and there is a mount point itself. Every other one is
/// served by the nearest folder above it that is here: in it, what no pattern is about is this machine's. A mount
/// point that would stand inside another one's own folders is not needed: that one serves its patterns, too.
/// </remarks>
internal sealed record MountPoint(string Path, bool IsFile, List<ViewPattern> Patterns)
{
    private static readonly EnumerationOptions s_all = new() { AttributesToSkip = 0 };

    /// <summary>Finds them, those above others first.</summary>
    /// <param name="patterns">All patterns.</param>
    /// <param name="modeThere">st_mode of a file of the target; 0: there is none.</param>
    public static List<MountPoint> Find(ViewPattern[] patterns, Func<string, uint> modeThere)
    {
        var found = patterns.Where(p => p.Handling != FileHandling.Local).Select(p => Of(p, modeThere))
            .OrderBy(p => p.Path.Length).ThenBy(p => p.Path, StringComparer.Ordinal);
        var kept = new List<MountPoint>();
        foreach (var point in found)
        {
            if (kept.Find(k => k.Serves(point)) is { } above)
            {
                above.Patterns.AddRange(point.Patterns);
            }
            else
            {
                kept.Add(point);
            }
        }
        return kept;
    }

    /// <summary>
    /// The entries of the folder that nothing of the target's is in, and that are more than files: this machine's own are
    /// mounted over them, so that sockets, devices, and all below folders, are the real ones.
    /// </summary>
    public List<string> OwnEntries()
    {
        var names = new List<string>();
        if (IsFile || Patterns.Exists(p => p.Pattern == Path))
        {
            return names;
        }
        foreach (var name in Entries(Path))
        {
            var path = FilePath.Join(Path, name);
            if (ModeOf(path) is var mode && (mode & S_IFMT) is not (0 or S_IFREG or S_IFLNK) && !Touches(path))
            {
                names.Add(name);
            }
        }
        return names;
    }

    private static MountPoint Of(ViewPattern pattern, Func<string, uint> modeThere)
    {
        var here = ModeOf(pattern.LocalPrefix) & S_IFMT;
        if (pattern.IsWhole && pattern.Handling != FileHandling.Absent && here is S_IFDIR or S_IFREG
            && (modeThere(pattern.RemotePrefix) & S_IFMT) == here)
        {
            return new MountPoint(pattern.LocalPrefix, here == S_IFREG, [pattern]);
        }
        var folder = pattern.IsWhole || here != S_IFDIR ? FilePath.Folder(pattern.LocalPrefix) : pattern.LocalPrefix;
        return new MountPoint(folder, IsFile: false, [pattern]);
    }

    // Whether a mount point is inside what this one shows itself.
    private bool Serves(MountPoint other)
    {
        if (other.Path == Path)
        {
            return true;
        }
        var start = Path == "/" ? "/" : Path + "/";
        if (!other.Path.StartsWith(start, StringComparison.Ordinal))
        {
            return false;
        }
        var rest = other.Path[start.Length..];
        return Touches(start + rest.Split('/')[0]);
    }

    private bool Touches(string path)
    {
        var policy = new FilePolicy(Patterns.Select(p => (p.Pattern, p.Handling)));
        return policy.Find(path) >= 0 || policy.FindBelow(path) >= 0;
    }

    private static uint ModeOf(string path) =>
        Libc.statx(
            FcntlConstants.AT_FDCWD, FilePath.CString(path), FcntlConstants.AT_SYMLINK_NOFOLLOW, statx.STATX_MODE, out var status)
            == Errno.None ? status.stx_mode : 0u;

    private static IEnumerable<string> Entries(string folder) =>
        Directory.EnumerateFileSystemEntries(FilePath.ForPeople(folder), "*", s_all).Select(p => FilePath.Name(FilePath.FromPeople(p)));
}
