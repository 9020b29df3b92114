using System.Runtime.InteropServices;
using Fairlead.Linux;
using Fairlead.Mirror.Agent.Files;
using Fairlead.Mirror.Frames;
using static Fairlead.Linux.FuseConstants;

namespace Fairlead.Mirror.Feed.Files;

/// <content>Open files.</content>
internal sealed unsafe partial class FuseServer
{
    private const int FirstLives = 1000;

    private void Open(FuseQuestion q, in fuse_open_in asked)
    {
        var path = q.Node.Path;
        var place = _view.Place(path);
        var question = new FileMessage(FileCall.Open, Path(place, path), Flags: (int)asked.flags);
        if (q.Node.IsGone || (FileCall.Changes(question) && !place.IsWritable))
        {
            Fail(q.Unique, q.Node.IsGone ? Errno.ESTALE : Errno.EROFS);
            return;
        }
        Source(place).Ask(question, [], q.Caller, answer =>
        {
            if (answer.Errno != Errno.None)
            {
                Fail(q.Unique, answer.Errno);
                return;
            }
            var now = Attributes(answer);
            var file = Keep(Source(place), answer, q.Node, now, out var handle);
            if (!IsWaiting(q.Unique) || (q.Node.Parent is not null && !q.Node.Is(now)))
            {
                // Another file has the name by now: with ESTALE the kernel looks the name up again.
                Drop(handle, file);
                Fail(q.Unique, Errno.ESTALE);
                return;
            }
            Opened(q, handle, file, now);
        });
    }

    private void Opened(FuseQuestion q, ulong handle, FuseFile file, in fuse_attr now)
    {
        var flags = q.Node.HasChanged(now) ? 0 : FOPEN_KEEP_CACHE;
        if (flags == 0)
        {
            Refresh(q.Node.Id);
        }
        q.Node.Known = now;

        // As files of /proc are: no size, but bytes.
        flags = now.size == 0 && file.First is { Length: > 0 } ? FOPEN_DIRECT_IO : flags;
        if (Answer(q.Unique, new fuse_open_out { fh = handle, open_flags = flags }) != Errno.None)
        {
            Drop(handle, file);
        }
    }

    // The kernel's idea of size and times is older than the open file. Its pages go when the open is answered.
    private void Refresh(ulong node)
    {
        var size = sizeof(fuse_out_header) + sizeof(fuse_notify_inval_inode_out);
        var header = new fuse_out_header { len = (uint)size, error = FUSE_NOTIFY_INVAL_INODE };
        var stale = new fuse_notify_inval_inode_out { ino = node, off = -1 };
        MemoryMarshal.Write(_answer, in header);
        MemoryMarshal.Write(Room, in stale);
        _ = Libc.write(_device, _answer.AsSpan(0, size));
    }

    private void Create(FuseQuestion q, in fuse_create_in asked, string name)
    {
        var path = FilePath.Join(q.Node.Path, name);
        var place = _view.Place(path);
        if (place.Owner == FileOwner.Nobody || !place.IsWritable)
        {
            Fail(q.Unique, Errno.EROFS);
            return;
        }
        var question = new FileMessage(FileCall.Create, Path(place, path), Flags: (int)asked.flags, Mode: asked.mode);
        Source(place).Ask(question, [], q.Caller, answer =>
        {
            if (answer.Errno != Errno.None)
            {
                Fail(q.Unique, answer.Errno);
                return;
            }
            var now = Attributes(answer);
            var node = _nodes.Enter(q.Node, name, now);
            node.Known = now;
            var file = Keep(Source(place), answer, node, now, out var handle);
            var entry = Entry(node, now);
            var opened = new fuse_open_out { fh = handle };
            MemoryMarshal.Write(Room, in entry);
            MemoryMarshal.Write(Room[sizeof(fuse_entry_out)..], in opened);
            if (Send(q.Unique, Errno.None, sizeof(fuse_entry_out) + sizeof(fuse_open_out)) != Errno.None)
            {
                _nodes.Forget(node.Id, 1);
                Drop(handle, file);
            }
        });
    }

    private FuseFile Keep(IFileSource source, FileAnswer answer, FuseNode node, in fuse_attr now, out ulong handle)
    {
        var ahead = answer.Bytes[sizeof(fuse_attr)..];
        var isAll = ahead.Length > 0 && (now.size == 0 || (ulong)ahead.Length == now.size);
        var file = new FuseFile(source, answer.Handle, node, isAll ? ahead.ToArray() : null, _loop.Now);
        handle = ++_lastHandle;
        _files[handle] = file;
        node.Open.Add(file);
        return file;
    }

    private void Drop(ulong handle, FuseFile file)
    {
        _files.Remove(handle);
        file.Node.Open.Remove(file);
        file.Source.Ask(new FileMessage(FileCall.Close, "", Handle: file.Handle), [], default, _ => { });
    }

    private void Read(FuseQuestion q, in fuse_read_in asked)
    {
        if (!_files.TryGetValue(asked.fh, out var file))
        {
            Fail(q.Unique, Errno.EBADF);
            return;
        }
        if (file.First is { } first && _loop.Now - file.Opened < FirstLives)
        {
            var from = (int)Math.Min(asked.offset, (ulong)first.Length);
            var part = first.AsSpan(from, (int)Math.Min(asked.size, (uint)(first.Length - from)));
            part.CopyTo(Room);
            Send(q.Unique, Errno.None, part.Length);
            return;
        }
        var question = new FileMessage(FileCall.Read, "", Handle: file.Handle, Offset: (long)asked.offset, Length: (int)asked.size);
        file.Source.Ask(question, [], q.Caller, answer => Bytes(q, answer));
    }

    private void Write(FuseQuestion q, in fuse_write_in asked, ReadOnlySpan<byte> data)
    {
        if (!_files.TryGetValue(asked.fh, out var file))
        {
            Fail(q.Unique, Errno.EBADF);
            return;
        }
        var question = new FileMessage(
            FileCall.Write, "", Handle: file.Handle, Offset: (long)asked.offset, Length: (int)asked.size);
        file.Source.Ask(question, data[..(int)asked.size], q.Caller, answer =>
        {
            if (answer.Errno != Errno.None)
            {
                Fail(q.Unique, answer.Errno);
                return;
            }
            Answer(q.Unique, new fuse_write_out { size = (uint)answer.Handle });
        });
    }

    private void Release(FuseQuestion q, in fuse_release_in asked)
    {
        if (_files.TryGetValue(asked.fh, out var file))
        {
            Drop(asked.fh, file);
        }
        Fail(q.Unique, Errno.None);
    }

    private void Sync(FuseQuestion q, in fuse_fsync_in asked) => AskOf(
        q, asked.fh, new FileMessage(FileCall.Sync, "", Flags: (int)asked.fsync_flags), answer => Fail(q.Unique, answer.Errno));
}
