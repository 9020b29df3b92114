using Fairlead.Linux;
using Fairlead.Mirror.Frames;
using static Fairlead.Linux.FcntlConstants;
using static Fairlead.Linux.StatConstants;

namespace Fairlead.Mirror.Agent.Files;

/// <content>Open files.</content>
internal sealed partial class FileCalls
{
    private const int KeptFlags = O_ACCMODE | O_APPEND | O_SYNC;
    private const int MostRead = 1 << 20;

    // O_NONBLOCK: a pipe that has taken the file's place must not hold this thread.
    private FileResult Open(FileMessage question) =>
        Opened(Open(question.Path, (question.Flags & KeptFlags) | O_NONBLOCK | O_NOCTTY), question);

    private FileResult Create(FileMessage question)
    {
        var folder = Open(FilePath.Folder(question.Path), O_PATH | O_DIRECTORY);
        if (!folder.Ok)
        {
            return FileResult.Of(folder.Errno);
        }
        const int flags = O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
        var opened = Libc.openat(
            folder.Int, FilePath.CString(FilePath.Name(question.Path)),
            (question.Flags & (KeptFlags | O_EXCL | O_TRUNC)) | flags, question.Mode);
        _ = Libc.close(folder.Int);
        return Opened(opened, question);
    }

    // With the answer come the file's first bytes: a small file needs no second question. Files of /proc have a size of 0 and
    // bytes all the same.
    private FileResult Opened(SysResult opened, FileMessage question)
    {
        if (!opened.Ok)
        {
            return FileResult.Of(opened.Errno);
        }
        var errno = Status(opened.Int, out var status);
        if (errno != Errno.None || (status.stx_mode & S_IFMT) != S_IFREG)
        {
            _ = Libc.close(opened.Int);
            return FileResult.Of(errno == Errno.None ? Errno.ENXIO : errno);
        }
        var result = Known(status);
        _open[result.Handle = ++_lastHandle] = new OpenFile(opened.Int);
        if (status.stx_size <= FileCall.MostAhead && (question.Flags & O_ACCMODE) == O_RDONLY)
        {
            result.Added(Math.Max(Libc.pread(opened.Int, result.Room(FileCall.MostAhead), 0).Int, 0));
        }
        return result;
    }

    private FileResult Read(FileMessage question)
    {
        if (!_open.TryGetValue(question.Handle, out var file))
        {
            return FileResult.Of(Errno.EBADF);
        }
        var result = new FileResult();
        var room = result.Room(Math.Clamp(question.Length, 0, MostRead));
        var filled = 0;
        while (filled < room.Length)
        {
            var read = Libc.pread(file.Descriptor, room[filled..], question.Offset + filled);
            if (read.Value <= 0)
            {
                result.Errno = filled == 0 ? read.Errno : Errno.None;
                break;
            }
            filled += read.Int;
        }
        result.Added(filled);
        return result;
    }

    private FileResult Write(FileMessage question, ReadOnlySpan<byte> data)
    {
        if (!_open.TryGetValue(question.Handle, out var file))
        {
            return FileResult.Of(Errno.EBADF);
        }
        var written = Libc.pwrite(file.Descriptor, data, question.Offset);
        return new FileResult { Errno = written.Errno, Handle = Math.Max(written.Int, 0) };
    }

    private FileResult Close(FileMessage question) =>
        FileResult.Of(_open.Remove(question.Handle, out var file) ? Libc.close(file.Descriptor) : Errno.EBADF);

    private FileResult Sync(FileMessage question)
    {
        if (question.Handle != 0)
        {
            return FileResult.Of(_open.TryGetValue(question.Handle, out var file) ? Sync(file.Descriptor, question) : Errno.EBADF);
        }
        var opened = Open(question.Path, O_RDONLY | O_DIRECTORY);
        var errno = opened.Ok ? Sync(opened.Int, question) : opened.Errno;
        _ = opened.Ok ? Libc.close(opened.Int) : Errno.None;
        return FileResult.Of(errno);
    }

    private static Errno Sync(int descriptor, FileMessage question) =>
        (question.Flags & FuseConstants.FUSE_FSYNC_FDATASYNC) != 0 ? Libc.fdatasync(descriptor) : Libc.fsync(descriptor);
}
