using System.Globalization;
using Fairlead.Linux;
using Fairlead.Mirror.Frames;
using static Fairlead.Linux.FcntlConstants;
using static Fairlead.Linux.FuseConstants;

namespace Fairlead.Mirror.Agent.Files;

/// <content>What changes files and folders.</content>
internal sealed unsafe partial class FileCalls
{
    private FileResult Make(FileMessage question, Func<int, byte[], Errno> call)
    {
        var made = At(question.Path, call);
        return made.Errno == Errno.None ? Stat(question) : made;
    }

    private FileResult Link(FileMessage question)
    {
        var linked = At(question.Path, (fromFolder, from) =>
            At(question.To!, (folder, name) => Libc.linkat(fromFolder, from, folder, name, 0)).Errno);
        return linked.Errno == Errno.None ? Stat(question with { Path = question.To! }) : linked;
    }

    private FileResult Rename(FileMessage question) => At(question.Path, (fromFolder, from) =>
        At(question.To!, (folder, name) => Libc.renameat2(fromFolder, from, folder, name, (uint)question.Flags)).Errno);

    private FileResult Set(FileMessage question)
    {
        var file = question.Handle == 0 ? OpenShown(question.Path, out _)
            : _open.TryGetValue(question.Handle, out var open) ? new SysResult(open.Descriptor, Errno.None)
            : new SysResult(-1, Errno.EBADF);
        if (!file.Ok)
        {
            return FileResult.Of(file.Errno);
        }
        var errno = Set(question, file.Int);
        var result = errno == Errno.None && Status(file.Int, out var status) == Errno.None ? Known(status) : FileResult.Of(errno);
        _ = question.Handle == 0 ? Libc.close(file.Int) : Errno.None;
        return result;
    }

    // The order matters: a new owner takes bits of the mode away.
    private Errno Set(FileMessage question, int file)
    {
        var valid = (uint)question.Flags;
        var errno = (valid & (FATTR_UID | FATTR_GID)) != 0 ? SetOwner(question, valid, file) : Errno.None;
        if (errno == Errno.None && (valid & FATTR_MODE) != 0)
        {
            errno = SetMode(question, file);
        }
        if (errno == Errno.None && (valid & FATTR_SIZE) != 0)
        {
            errno = SetSize(question, file);
        }
        return errno == Errno.None && (valid & (FATTR_ATIME | FATTR_MTIME)) != 0 ? SetTimes(question, valid, file) : errno;
    }

    private static Errno SetOwner(FileMessage question, uint valid, int file) => Libc.fchownat(
        file, "\0"u8, (valid & FATTR_UID) != 0 ? question.User : uint.MaxValue,
        (valid & FATTR_GID) != 0 ? question.Group : uint.MaxValue, AT_EMPTY_PATH);

    // fchmod(2) takes no descriptor of O_PATH.
    private static Errno SetMode(FileMessage question, int file) => question.Handle != 0
        ? Libc.fchmod(file, question.Mode)
        : Libc.chmod(Libc.CString(string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{file}")), question.Mode);

    private Errno SetSize(FileMessage question, int file)
    {
        if (question.Handle != 0)
        {
            return Libc.ftruncate(file, question.Offset);
        }
        var opened = Open(question.Path, O_WRONLY | O_NONBLOCK | O_NOCTTY);
        if (!opened.Ok)
        {
            return opened.Errno;
        }
        var errno = Libc.ftruncate(opened.Int, question.Offset);
        _ = Libc.close(opened.Int);
        return errno;
    }

    private static Errno SetTimes(FileMessage question, uint valid, int file)
    {
        var times = stackalloc timespec[2];
        times[0] = Time(valid, FATTR_ATIME, FATTR_ATIME_NOW, question.Accessed);
        times[1] = Time(valid, FATTR_MTIME, FATTR_MTIME_NOW, question.Modified);
        return Libc.utimensat(file, "\0"u8, times, AT_EMPTY_PATH);
    }

    private static timespec Time(uint valid, uint isSet, uint isNow, long nanoseconds)
    {
        const long second = 1_000_000_000;
        if ((valid & isSet) == 0 || (valid & isNow) != 0)
        {
            return new timespec { tv_nsec = (valid & isSet) == 0 ? timespec.UTIME_OMIT : timespec.UTIME_NOW };
        }
        var seconds = (long)Math.Floor(nanoseconds / (decimal)second);
        return new timespec { tv_sec = seconds, tv_nsec = nanoseconds - (seconds * second) };
    }
}
