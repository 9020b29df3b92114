using Fairlead.Linux;
using Fairlead.Mirror.Frames;

namespace Fairlead.Mirror.Agent.Files;

/// <summary>What may be asked of a file: <see cref="FileMessage.Call"/>.</summary>
internal static class FileCall
{
    /// <summary>The first question: says the patterns.</summary>
    public const string Begin = "begin";

    public const string Stat = "stat";
    public const string List = "list";
    public const string ReadLink = "readlink";
    public const string Open = "open";
    public const string Create = "create";
    public const string Read = "read";
    public const string Write = "write";
    public const string Close = "close";
    public const string Sync = "fsync";
    public const string Set = "setattr";
    public const string Access = "access";
    public const string StatFs = "statfs";
    public const string MakeFolder = "mkdir";
    public const string MakeNode = "mknod";
    public const string MakeLink = "symlink";
    public const string Link = "link";
    public const string Rename = "rename";
    public const string Unlink = "unlink";
    public const string RemoveFolder = "rmdir";

    /// <summary>How many bytes of a file come with the answer to open, at most.</summary>
    public const int MostAhead = 1 << 16;

    /// <summary>Whether it changes a file, or is the first step.</summary>
    public static bool Changes(FileMessage question) => question.Call switch
    {
        Create or Write or Set or MakeFolder or MakeNode or MakeLink or Link or Rename or Unlink or RemoveFolder => true,
        Open => (question.Flags & FcntlConstants.O_ACCMODE) != FcntlConstants.O_RDONLY,
        _ => false,
    };
}
