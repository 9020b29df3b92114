using Fairlead.Linux;
using Fairlead.Mirror.Frames;
using static Fairlead.Linux.FcntlConstants;
using static Fairlead.Linux.StatConstants;

namespace Fairlead.Mirror.Agent.Files;

/// <summary>Does what is asked of files below a root: those of the target, or of the machine of the local program.</summary>
/// <remarks>
/// <para>Goals. Errors are those of the kernel there. Nothing is reached but what is below the root: paths are resolved by
/// openat2(2) with RESOLVE_IN_ROOT, for which the root is / at every step. Nothing is changed but what the patterns allow,
/// whatever is asked. Open files are handles, so that a file which is replaced at the target is read to its end as it was.</para>
/// <para>Symbolic links. The local program's kernel follows links by its own names. So a link is shown as one only where its text
/// leads to the same file there: to a name that a pattern covers. Every other one is shown as what it leads to; one that
/// leads nowhere, as a link.</para>
/// <para>Limits. One thread uses this. Special files (devices, pipes, sockets) are shown and not opened.</para>
/// </remarks>
/// <param name="root">The root's descriptor, which this owns.</param>
/// <param name="policy">What is the target's; null: everything is here, as it is for the local program's own files.</param>
internal sealed partial class FileCalls(int root, FilePolicy? policy) : IDisposable
{
    private const int MostTries = 16;
    private readonly Dictionary<int, OpenFile> _open = [];
    private int _lastHandle;

    /// <summary>Does it.</summary>
    /// <param name="question">What is asked.</param>
    /// <param name="data">What is to be written.</param>
    public FileResult Do(FileMessage question, ReadOnlySpan<byte> data) => Refusal(question) is not Errno.None and var refused
        ? FileResult.Of(refused)
        : question.Call switch
        {
            FileCall.Stat => Stat(question),
            FileCall.List => List(question),
            FileCall.ReadLink => ReadLink(question),
            FileCall.Open => Open(question),
            FileCall.Create => Create(question),
            FileCall.Read => Read(question),
            FileCall.Write => Write(question, data),
            FileCall.Close => Close(question),
            FileCall.Sync => Sync(question),
            FileCall.Set => Set(question),
            FileCall.Access => Access(question),
            FileCall.StatFs => StatFs(question),
            FileCall.MakeFolder => Make(question, (folder, name) => Libc.mkdirat(folder, name, question.Mode)),
            FileCall.MakeNode => Make(
                question, (folder, name) => Libc.mknodat(folder, name, question.Mode, (ulong)question.Offset)),
            FileCall.MakeLink => Make(question, (folder, name) => Libc.symlinkat(FilePath.CString(question.To!), folder, name)),
            FileCall.Link => Link(question),
            FileCall.Rename => Rename(question),
            FileCall.Unlink => At(question.Path, (folder, name) => Libc.unlinkat(folder, name, 0)),
            FileCall.RemoveFolder => At(question.Path, (folder, name) => Libc.unlinkat(folder, name, AT_REMOVEDIR)),
            _ => FileResult.Of(Errno.ENOSYS),
        };

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var file in _open.Values)
        {
            _ = Libc.close(file.Descriptor);
        }
        _ = Libc.close(root);
    }

    // What is asked by a handle was judged when the file was opened.
    private Errno Refusal(FileMessage question)
    {
        if (policy is null || question.Handle != 0)
        {
            return Errno.None;
        }
        var second = question.Call is FileCall.Rename or FileCall.Link ? question.To : null;
        if (FileCall.Changes(question))
        {
            return policy.IsWritable(question.Path) && (second is null || policy.IsWritable(second)) ? Errno.None : Errno.EROFS;
        }
        return policy.IsRemote(question.Path) || policy.FindBelow(question.Path) >= 0 ? Errno.None : Errno.EACCES;
    }

    private SysResult Open(string path, int flags)
    {
        var how = new open_how { flags = (ulong)(flags | O_CLOEXEC), resolve = open_how.RESOLVE_IN_ROOT };
        var name = FilePath.BelowRoot(path);
        for (var i = 0; ; i++)
        {
            // EAGAIN: something was renamed meanwhile, so that `..` could not be judged.
            var opened = Libc.openat2(root, name, how);
            if (opened.Errno is not (Errno.EAGAIN or Errno.EINTR) || i == MostTries)
            {
                return opened;
            }
        }
    }

    /// <summary>Opens what a path is shown as, with O_PATH.</summary>
    private SysResult OpenShown(string path, out statx status)
    {
        status = default;
        var opened = Open(path, O_PATH | O_NOFOLLOW);
        if (!opened.Ok || Status(opened.Int, out status) is not Errno.None || !IsFollowed(path, opened.Int, status))
        {
            return opened;
        }
        var followed = Open(path, O_PATH);
        if (followed.Ok)
        {
            _ = Libc.close(opened.Int);
            _ = Status(followed.Int, out status);
            return followed;
        }
        return opened;
    }

    private bool IsFollowed(string path, int link, in statx status)
    {
        if (policy is null || (status.stx_mode & S_IFMT) != S_IFLNK || !TryReadLink(link, out var text))
        {
            return false;
        }
        var shown = FilePath.Follow(FilePath.Folder(path), text);
        return !policy.IsRemote(shown) || Identity(shown) != Identity(path);
    }

    // What a path leads to; zeros: nothing.
    private (ulong, uint, uint) Identity(string path)
    {
        var opened = Open(path, O_PATH);
        if (!opened.Ok)
        {
            return default;
        }
        _ = Status(opened.Int, out var status);
        _ = Libc.close(opened.Int);
        return (status.stx_ino, status.stx_dev_major, status.stx_dev_minor);
    }

    private static Errno Status(int descriptor, out statx status) =>
        Libc.statx(descriptor, "\0"u8, AT_EMPTY_PATH, statx.STATX_BASIC_STATS, out status);

    private fuse_attr Attributes(in statx status) => FileStatus.Attributes(status, isRemote: policy is not null);

    private FileResult At(string path, Func<int, byte[], Errno> call)
    {
        var folder = Open(FilePath.Folder(path), O_PATH | O_DIRECTORY);
        if (!folder.Ok)
        {
            return FileResult.Of(folder.Errno);
        }
        var errno = call(folder.Int, FilePath.CString(FilePath.Name(path)));
        _ = Libc.close(folder.Int);
        return FileResult.Of(errno);
    }

    /// <summary>An open file.</summary>
    private readonly record struct OpenFile(int Descriptor);
}
