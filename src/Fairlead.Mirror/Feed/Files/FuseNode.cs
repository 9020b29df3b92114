using Fairlead.Linux;
using Fairlead.Mirror.Agent.Files;

namespace Fairlead.Mirror.Feed.Files;

/// <summary>A file that the kernel knows: by a number, which stands for one file under one name.</summary>
internal sealed class FuseNode(ulong id, FuseNode? parent, string name)
{
    /// <summary>Its number.</summary>
    public ulong Id => id;

    /// <summary>The folder; null: this is the root.</summary>
    public FuseNode? Parent { get; set; } = parent;

    /// <summary>Its name in the folder; the root's is its whole path.</summary>
    public string Name { get; set; } = name;

    /// <summary>How often the kernel was told of it, and has not forgotten it.</summary>
    public ulong Count { get; set; }

    /// <summary>What is known of it: who it is, and how it was when it was opened last.</summary>
    public fuse_attr Known { get; set; }

    /// <summary>Whether its name is another file's now, or nobody's.</summary>
    public bool IsGone { get; set; }

    /// <summary>Open files of it, by which it is reached when it has no name.</summary>
    public List<FuseFile> Open { get; } = [];

    /// <summary>The known entries of a folder.</summary>
    public Dictionary<string, FuseNode> Children { get; } = [];

    /// <summary>Its path.</summary>
    public string Path => Parent is null ? Name : FilePath.Join(Parent.Path, Name);

    /// <summary>Whether the attributes are those of this file.</summary>
    public bool Is(in fuse_attr attributes) =>
        Known.ino == attributes.ino && ((Known.mode ^ attributes.mode) & StatConstants.S_IFMT) == 0;

    /// <summary>Whether its bytes may have changed since it was opened last.</summary>
    public bool HasChanged(in fuse_attr now) => Known.size != now.size || Known.mtime != now.mtime
        || Known.mtimensec != now.mtimensec || Known.ctime != now.ctime || Known.ctimensec != now.ctimensec;
}

/// <summary>A file that a program has opened.</summary>
/// <param name="Source">Where it is.</param>
/// <param name="Handle">What it is there.</param>
/// <param name="Node">The file.</param>
/// <param name="First">All its bytes, where they came when it was opened; null: they did not.</param>
/// <param name="Opened">When that was, on the loop's clock.</param>
internal sealed record FuseFile(IFileSource Source, int Handle, FuseNode Node, byte[]? First, long Opened);

/// <summary>A folder that a program reads.</summary>
internal sealed class FuseFolder
{
    /// <summary>Its entries; null: they must be asked for again.</summary>
    public List<FolderEntry>? Entries { get; set; }
}

/// <summary>An entry of a folder.</summary>
internal readonly record struct FolderEntry(string Name, fuse_attr Attributes);
