using System.Runtime.InteropServices;
using System.Text;
using Fairlead.Linux;
using Fairlead.Mirror.Frames;
using static Fairlead.Linux.FcntlConstants;
using static Fairlead.Linux.StatConstants;

namespace Fairlead.Mirror.Agent.Files;

/// <content>What there is, and under which name.</content>
internal sealed unsafe partial class FileCalls
{
    private const int MostLink = 4096;
    private const int ListRoom = 1 << 15;
    private readonly byte[] _entries = new byte[ListRoom];

    private FileResult Stat(FileMessage question)
    {
        if (question.Handle != 0)
        {
            return StatOpen(question.Handle);
        }
        var opened = OpenShown(question.Path, out var status);
        if (!opened.Ok)
        {
            return FileResult.Of(opened.Errno);
        }
        _ = Libc.close(opened.Int);
        return Known(status);
    }

    private FileResult StatOpen(int handle) => !_open.TryGetValue(handle, out var file)
        ? FileResult.Of(Errno.EBADF)
        : Status(file.Descriptor, out var status) is not Errno.None and var errno ? FileResult.Of(errno) : Known(status);

    private FileResult Known(in statx status)
    {
        var result = new FileResult();
        result.Add(Attributes(status));
        return result;
    }

    private FileResult ReadLink(FileMessage question)
    {
        var opened = Open(question.Path, O_PATH | O_NOFOLLOW);
        if (!opened.Ok)
        {
            return FileResult.Of(opened.Errno);
        }
        var result = new FileResult();
        var read = Libc.readlinkat(opened.Int, "\0"u8, result.Room(MostLink));
        _ = Libc.close(opened.Int);
        result.Errno = read.Errno;
        result.Added(Math.Max(read.Int, 0));
        return result;
    }

    private static bool TryReadLink(int link, out string text)
    {
        Span<byte> room = stackalloc byte[MostLink];
        var read = Libc.readlinkat(link, "\0"u8, room);
        text = read.Ok ? Encoding.Latin1.GetString(room[..read.Int]) : "";
        return read.Ok;
    }

    // An entry: its attributes, the length of its name in two bytes, its name.
    private FileResult List(FileMessage question)
    {
        var opened = Open(question.Path, O_RDONLY | O_DIRECTORY);
        if (!opened.Ok)
        {
            return FileResult.Of(opened.Errno);
        }
        var result = new FileResult();
        SysResult read;
        while ((read = Libc.getdents64(opened.Int, _entries)).Value > 0)
        {
            for (var at = 0; at < read.Int;)
            {
                var entry = _entries.AsSpan(at);
                at += MemoryMarshal.Read<ushort>(entry[(int)Marshal.OffsetOf<dirent64>(nameof(dirent64.d_reclen))..]);
                Add(result, question.Path, opened.Int, entry);
            }
        }
        result.Errno = read.Errno;
        _ = Libc.close(opened.Int);
        return result;
    }

    private void Add(FileResult result, string folder, int descriptor, ReadOnlySpan<byte> entry)
    {
        const int typeAt = 18;
        const int nameAt = 19;
        var name = entry[nameAt..];
        name = name[..(name.IndexOf((byte)0) + 1)];
        var bare = name[..^1];
        if (bare.SequenceEqual("."u8) || bare.SequenceEqual(".."u8))
        {
            return;
        }
        var errno = Libc.statx(descriptor, name, AT_SYMLINK_NOFOLLOW, statx.STATX_BASIC_STATS, out var status);
        if (errno == Errno.ENOENT)
        {
            return;
        }
        if (errno == Errno.None && (status.stx_mode & S_IFMT) == S_IFLNK && policy is not null)
        {
            var shown = OpenShown(FilePath.Join(folder, Encoding.Latin1.GetString(bare)), out status);
            _ = shown.Ok ? Libc.close(shown.Int) : Errno.None;
        }

        // A folder may be listed whose files cannot be asked for: then the kind alone is known, and nlink is 0.
        var attributes = errno == Errno.None ? Attributes(status) : new fuse_attr { ino = 1, mode = (uint)entry[typeAt] << 12 };
        result.Add(attributes);
        var length = (ushort)bare.Length;
        result.Add(MemoryMarshal.AsBytes(new ReadOnlySpan<ushort>(in length)));
        result.Add(bare);
    }

    private FileResult Access(FileMessage question)
    {
        var opened = OpenShown(question.Path, out _);
        if (!opened.Ok)
        {
            return FileResult.Of(opened.Errno);
        }
        var errno = Libc.faccessat2(opened.Int, "\0"u8, question.Flags, AT_EMPTY_PATH | AT_EACCESS);
        _ = Libc.close(opened.Int);
        return FileResult.Of(errno);
    }

    private FileResult StatFs(FileMessage question)
    {
        var opened = OpenShown(question.Path, out _);
        if (!opened.Ok)
        {
            return FileResult.Of(opened.Errno);
        }
        var errno = Libc.fstatfs(opened.Int, out var s);
        _ = Libc.close(opened.Int);
        var known = new fuse_kstatfs
        {
            blocks = s.f_blocks,
            bfree = s.f_bfree,
            bavail = s.f_bavail,
            files = s.f_files,
            ffree = s.f_ffree,
            bsize = (uint)s.f_bsize,
            namelen = (uint)s.f_namelen,
            frsize = (uint)s.f_frsize,
        };
        var result = FileResult.Of(errno);
        result.Add(MemoryMarshal.AsBytes(new ReadOnlySpan<fuse_kstatfs>(in known)));
        return result;
    }
}
