using System.Runtime.InteropServices;
using Fairlead.Forward.Loop;
using Fairlead.Linux;
using static Fairlead.Linux.FuseConstants;

namespace Fairlead.Mirror.Feed.Files;

/// <summary>A file system of the program's, at one mount point: some of its files are the target's, and some this machine's.</summary>
/// <remarks>
/// <para>Goals. Every program finds the files (static ones, mmap, any engine), with the sizes, rights and errors that they have
/// there. What a program does not use is not fetched. A file that changes there is seen: names and attributes are believed for
/// one second, and bytes that the kernel has kept are used after an open only if nothing has changed since.</para>
/// <para>Order of events. The kernel asks on /dev/fuse, and waits. Each question is answered at once, or when its source has
/// answered; whichever comes first is written back. Everything is on the session's loop.</para>
/// <para>Rights are judged where the file is: at the target with those of its process, here with those of the program.</para>
/// <para>Limits. No extended attributes; locks are known here alone; a device or a pipe is shown, and a device cannot be opened.
/// A process that waits for an answer is interrupted by what kills it only.</para>
/// </remarks>
internal sealed unsafe partial class FuseServer : Timed, IReady, IDisposable
{
    private const int MostWrite = 1 << 17;
    private const int PageSize = 4096;
    private const int MostBackground = 64;
    private const int DyingEvery = 500;
    private readonly EventLoop _loop;
    private readonly int _device;
    private readonly FileView _view;
    private readonly IFileSource _remote;
    private readonly IFileSource _local;
    private readonly (uint User, uint Group)? _owner;
    private readonly FuseNodes _nodes;
    private readonly byte[] _question = GC.AllocateUninitializedArray<byte>(MostWrite + PageSize, pinned: true);
    private readonly byte[] _answer = GC.AllocateUninitializedArray<byte>((1 << 20) + PageSize, pinned: true);
    private readonly Dictionary<ulong, FileCaller> _waiting = [];
    private readonly HashSet<ulong> _interrupted = [];
    private readonly Dictionary<ulong, FuseFile> _files = [];
    private readonly Dictionary<ulong, FuseFolder> _folders = [];
    private ulong _lastHandle;

    /// <param name="loop">The loop. This is to be made on its thread, or before it runs.</param>
    /// <param name="device">The descriptor of /dev/fuse, which this owns.</param>
    /// <param name="root">The mount point.</param>
    /// <param name="view">Whose file is seen under a name.</param>
    /// <param name="remote">The target's files.</param>
    /// <param name="local">This machine's.</param>
    /// <param name="owner">Whom all files are shown to belong to; null: who they belong to.</param>
    public FuseServer(
        EventLoop loop, int device, string root, FileView view, IFileSource remote, IFileSource local, (uint User, uint Group)? owner)
    {
        (_loop, _device, _view, _remote, _local, _owner) = (loop, device, view, remote, local, owner);
        _nodes = new FuseNodes(root);
        LinuxException.Check(Libc.fcntl(device, FcntlConstants.F_SETFL, FcntlConstants.O_NONBLOCK | FcntlConstants.O_RDWR), "fcntl");
        LinuxException.ThrowIf(loop.Add(device, epoll_event.EPOLLIN, this), "epoll_ctl of /dev/fuse");
    }

    /// <inheritdoc/>
    public void Ready(uint events)
    {
        while (true)
        {
            var read = Libc.read(_device, _question);
            if (read.Value >= sizeof(fuse_in_header))
            {
                Take(_question.AsSpan(0, read.Int));
            }
            else if (read.Errno is not (Errno.EINTR or Errno.ENOENT))
            {
                if (read.Errno != Errno.EAGAIN)
                {
                    // ENODEV: the last process of the namespace is gone, and the mount with it.
                    _loop.Remove(_device);
                }
                return;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _loop.Remove(_device);
        _ = Libc.close(_device);
    }

    /// <inheritdoc/>
    internal override void Expire()
    {
        foreach (var unique in _interrupted.ToArray())
        {
            if (!_waiting.TryGetValue(unique, out var caller))
            {
                _interrupted.Remove(unique);
            }
            else if (IsDying(caller.Pid))
            {
                Fail(unique, Errno.EINTR);
            }
        }
        if (_interrupted.Count > 0)
        {
            _loop.Timers.Set(this, _loop.Now + DyingEvery);
        }
    }

    private void Take(ReadOnlySpan<byte> bytes)
    {
        var header = MemoryMarshal.Read<fuse_in_header>(bytes);
        var rest = bytes[sizeof(fuse_in_header)..];
        switch (header.opcode)
        {
            case FUSE_FORGET:
                _nodes.Forget(header.nodeid, Part<fuse_forget_in>(rest).nlookup);
                return;
            case FUSE_BATCH_FORGET:
                Forget(rest);
                return;
            case FUSE_INTERRUPT:
                Interrupt(Part<fuse_interrupt_in>(rest).unique);
                return;
            case FUSE_DESTROY:
                return;
        }
        _waiting[header.unique] = new FileCaller(header.uid, header.gid, header.pid);
        if (header.opcode == FUSE_INIT)
        {
            Begin(header.unique, Part<fuse_init_in>(rest));
        }
        else if (_nodes.Find(header.nodeid) is { } node)
        {
            Do(new FuseQuestion(header.opcode, header.unique, node, _waiting[header.unique]), rest);
        }
        else
        {
            Fail(header.unique, Errno.ESTALE);
        }
    }

    private void Do(FuseQuestion q, ReadOnlySpan<byte> rest)
    {
        switch (q.Opcode)
        {
            case FUSE_LOOKUP: Lookup(q, Text(rest)); break;
            case FUSE_GETATTR: GetAttributes(q, Part<fuse_getattr_in>(rest)); break;
            case FUSE_SETATTR: SetAttributes(q, Part<fuse_setattr_in>(rest)); break;
            case FUSE_READLINK: ReadLink(q); break;
            case FUSE_ACCESS: Access(q, Part<fuse_access_in>(rest)); break;
            case FUSE_STATFS: StatFs(q); break;
            case FUSE_OPEN: Open(q, Part<fuse_open_in>(rest)); break;
            case FUSE_CREATE: Create(q, Part<fuse_create_in>(rest), Text(rest[sizeof(fuse_create_in)..])); break;
            case FUSE_READ: Read(q, Part<fuse_read_in>(rest)); break;
            case FUSE_WRITE: Write(q, Part<fuse_write_in>(rest), rest[sizeof(fuse_write_in)..]); break;
            case FUSE_RELEASE: Release(q, Part<fuse_release_in>(rest)); break;
            case FUSE_FSYNC: Sync(q, Part<fuse_fsync_in>(rest)); break;
            case FUSE_OPENDIR: OpenFolder(q); break;
            case FUSE_READDIR or FUSE_READDIRPLUS: ReadFolder(q, Part<fuse_read_in>(rest)); break;
            case FUSE_RELEASEDIR: ReleaseFolder(q, Part<fuse_release_in>(rest)); break;
            case FUSE_FSYNCDIR: SyncFolder(q, Part<fuse_fsync_in>(rest)); break;
            case FUSE_IOCTL: Fail(q.Unique, Errno.ENOTTY); break;
            default: Change(q, rest); break;
        }
    }

    private void Begin(ulong unique, in fuse_init_in init)
    {
        const uint wanted = FUSE_ASYNC_READ | FUSE_BIG_WRITES | FUSE_AUTO_INVAL_DATA | FUSE_DO_READDIRPLUS | FUSE_READDIRPLUS_AUTO
            | FUSE_PARALLEL_DIROPS | FUSE_MAX_PAGES;
        const uint minor = 31;
        var answer = new fuse_init_out
        {
            major = FUSE_KERNEL_VERSION,
            minor = Math.Min(minor, init.minor),
            max_readahead = init.max_readahead,
            flags = init.flags & wanted,
            max_background = MostBackground,
            congestion_threshold = MostBackground,
            max_write = MostWrite,
            time_gran = 1,
            max_pages = MostWrite / PageSize,
        };
        Answer(unique, answer);
    }

    private void Forget(ReadOnlySpan<byte> rest)
    {
        var count = Part<fuse_batch_forget_in>(rest).count;
        var items = MemoryMarshal.Cast<byte, fuse_forget_one>(rest[sizeof(fuse_batch_forget_in)..]);
        for (var i = 0; i < count && i < items.Length; i++)
        {
            _nodes.Forget(items[i].nodeid, items[i].nlookup);
        }
    }

    // Programs do not expect EINTR of files, and the runtime of Go sends itself signals all the time. So only those that are
    // being killed get it.
    private void Interrupt(ulong unique)
    {
        if (_waiting.TryGetValue(unique, out var caller) && IsDying(caller.Pid))
        {
            Fail(unique, Errno.EINTR);
        }
        else if (_waiting.ContainsKey(unique) && _interrupted.Add(unique))
        {
            _loop.Timers.Set(this, _loop.Now + DyingEvery);
        }
    }

    private static bool IsDying(uint pid)
    {
        const ulong killed = 1UL << (SignalConstants.SIGKILL - 1);
        var status = ProcText.Read(Libc.CString($"/proc/{pid}/status"));
        return status.IsEmpty || ((ProcText.Hex(ProcText.Field(status, "SigPnd:"u8))
            | ProcText.Hex(ProcText.Field(status, "ShdPnd:"u8))) & killed) != 0;
    }

    /// <summary>Whether the kernel still waits for the answer.</summary>
    private bool IsWaiting(ulong unique) => _waiting.ContainsKey(unique);

    private Errno Fail(ulong unique, Errno errno) => Send(unique, errno, 0);

    private Errno Answer<T>(ulong unique, in T value)
        where T : unmanaged
    {
        MemoryMarshal.Write(Room, in value);
        return Send(unique, Errno.None, sizeof(T));
    }

    /// <summary>Where the payload of an answer goes.</summary>
    private Span<byte> Room => _answer.AsSpan(sizeof(fuse_out_header));

    private Errno Send(ulong unique, Errno errno, int length)
    {
        if (!_waiting.Remove(unique))
        {
            return Errno.ENOENT;
        }
        var header = new fuse_out_header { len = (uint)(sizeof(fuse_out_header) + length), error = -(int)errno, unique = unique };
        MemoryMarshal.Write(_answer, in header);
        return Libc.write(_device, _answer.AsSpan(0, (int)header.len)).Errno;
    }

    private static T Part<T>(ReadOnlySpan<byte> bytes)
        where T : unmanaged => MemoryMarshal.Read<T>(bytes);

    // A name, up to its zero.
    private static string Text(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOf((byte)0);
        return System.Text.Encoding.Latin1.GetString(end < 0 ? bytes : bytes[..end]);
    }
}

/// <summary>A question of the kernel about a file.</summary>
/// <param name="Opcode">What it asks.</param>
/// <param name="Unique">The question's number.</param>
/// <param name="Node">The file.</param>
/// <param name="Caller">Who wants to know.</param>
internal readonly record struct FuseQuestion(uint Opcode, ulong Unique, FuseNode Node, FileCaller Caller);
