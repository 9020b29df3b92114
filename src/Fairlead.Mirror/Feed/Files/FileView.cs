using Fairlead.Linux;
using Fairlead.Mirror.Agent.Files;
using Fairlead.Rules.Mirroring;

namespace Fairlead.Mirror.Feed.Files;

/// <summary>Whose file the program sees under a name.</summary>
/// <remarks>
/// The program's kernel resolves symbolic links of this machine before it asks. So patterns are made of the names that are left
/// then: where <c>/var/run</c> leads to <c>/run</c>, the pattern <c>/var/run/app</c> is about <c>/run/app</c> here and about
/// <c>/var/run/app</c> there.
/// </remarks>
internal sealed class FileView
{
    private readonly (string Local, string Remote)[] _prefixes;
    private readonly FilePolicy _policy;

    public FileView(FilesStatement[] statements)
    {
        Patterns = Array.ConvertAll(statements, ViewPattern.Make);
        _policy = new FilePolicy(Patterns.Select(p => (p.Pattern, p.Handling)));
        _prefixes = Array.ConvertAll(Patterns, p => (p.LocalPrefix, p.RemotePrefix));
    }

    /// <summary>The statements, in their order.</summary>
    public ViewPattern[] Patterns { get; }

    /// <summary>Whose file it is.</summary>
    public FilePlace Place(string path)
    {
        var found = _policy.Find(path);
        return (found < 0 ? null : (FileHandling?)Patterns[found].Handling) switch
        {
            FileHandling.Read => new FilePlace(FileOwner.Target, Remote(path, found), IsWritable: false),
            FileHandling.Write => new FilePlace(FileOwner.Target, Remote(path, found), IsWritable: true),
            FileHandling.Absent => new FilePlace(FileOwner.Nobody, path, IsWritable: false),
            _ when _policy.FindBelow(path) is >= 0 and var below =>
                new FilePlace(FileOwner.Both, Remote(path, below), IsWritable: true),
            _ => new FilePlace(FileOwner.Here, path, IsWritable: true),
        };
    }

    /// <summary>Whether a file below a folder of the target's may be this machine's.</summary>
    public bool HasOwn(string folder)
    {
        var bytes = System.Text.Encoding.Latin1.GetBytes(folder);
        return Array.Exists(Patterns, p => p.Handling == FileHandling.Local
            && FilePath.LeadsTo(bytes, System.Text.Encoding.Latin1.GetBytes(p.Pattern)));
    }

    // The pattern's beginning has one name here and one there; a folder above it has its own everywhere.
    private string Remote(string path, int pattern)
    {
        var (local, remote) = _prefixes[pattern];
        return path == local ? remote
            : path.StartsWith(local + "/", StringComparison.Ordinal) ? remote.TrimEnd('/') + path[local.Length..] : path;
    }
}

/// <summary>Whose a file is.</summary>
internal enum FileOwner
{
    /// <summary>This machine's.</summary>
    Here,

    /// <summary>The target's.</summary>
    Target,

    /// <summary>A folder of this machine in which some files are the target's; or, where it is not here, one that leads there.</summary>
    Both,

    /// <summary>There is no such file.</summary>
    Nobody,
}

/// <summary>Where a file is.</summary>
/// <param name="Owner">Whose it is.</param>
/// <param name="Remote">Its name at the target.</param>
/// <param name="IsWritable">Whether it may be changed.</param>
internal readonly record struct FilePlace(FileOwner Owner, string Remote, bool IsWritable);

/// <summary>A pattern with the names of this machine.</summary>
/// <param name="Pattern">The pattern.</param>
/// <param name="Handling">What it says.</param>
/// <param name="LocalPrefix">The folder that it begins with here, links resolved.</param>
/// <param name="RemotePrefix">The same as it was written.</param>
/// <param name="IsWhole">Whether all of it is there on this machine, and has no <c>*</c>.</param>
internal sealed record ViewPattern(string Pattern, FileHandling Handling, string LocalPrefix, string RemotePrefix, bool IsWhole)
{
    public static ViewPattern Make(FilesStatement statement)
    {
        var names = FilePath.FromPeople(statement.Pattern).Split('/', StringSplitOptions.RemoveEmptyEntries);
        var star = Array.FindIndex(names, name => name.Contains('*'));
        for (var count = star < 0 ? names.Length : star; ; count--)
        {
            var remote = "/" + string.Join('/', names[..count]);
            if (Resolve(remote) is { } local)
            {
                var rest = string.Join('/', names[count..]);
                var pattern = rest.Length == 0 ? local : FilePath.Join(local, rest);
                return new ViewPattern(pattern, statement.Handling, local, remote, count == names.Length);
            }
        }
    }

    // The path without symbolic links; null: there is nothing.
    private static string? Resolve(string path)
    {
        const int mostPath = 4096;
        var opened = Libc.open(FilePath.CString(path), FcntlConstants.O_PATH | FcntlConstants.O_CLOEXEC);
        if (!opened.Ok)
        {
            return null;
        }
        Span<byte> room = stackalloc byte[mostPath];
        var read = Libc.readlink(Libc.CString($"/proc/self/fd/{opened.Int}"), room);
        _ = Libc.close(opened.Int);
        return read.Ok ? System.Text.Encoding.Latin1.GetString(room[..read.Int]) : null;
    }
}
