using System.Runtime.InteropServices;
using System.Text;
using Fairlead.Linux;
using Fairlead.Mirror.Agent.Files;
using Fairlead.Mirror.Frames;
using static Fairlead.Linux.FuseConstants;

namespace Fairlead.Mirror.Feed.Files;

/// <content>Folders. Entries are fetched whole, with their attributes, so that <c>ls -l</c> is one question to the target.</content>
internal sealed unsafe partial class FuseServer
{
    private const int Alignment = 8;

    private void OpenFolder(FuseQuestion q) => Gather(q, (errno, entries) =>
    {
        if (errno != Errno.None)
        {
            Fail(q.Unique, errno);
            return;
        }
        var handle = ++_lastHandle;
        _folders[handle] = new FuseFolder { Entries = entries };
        if (Answer(q.Unique, new fuse_open_out { fh = handle }) != Errno.None)
        {
            _folders.Remove(handle);
        }
    });

    private void ReadFolder(FuseQuestion q, fuse_read_in asked)
    {
        if (!_folders.TryGetValue(asked.fh, out var folder))
        {
            Fail(q.Unique, Errno.EBADF);
        }
        else if (folder.Entries is null && asked.offset == 0)
        {
            // rewinddir(3): what there is now.
            Gather(q, (errno, entries) =>
            {
                if (errno != Errno.None)
                {
                    Fail(q.Unique, errno);
                    return;
                }
                folder.Entries = entries;
                Send(q, folder, asked);
            });
        }
        else
        {
            Send(q, folder, asked);
        }
    }

    private void ReleaseFolder(FuseQuestion q, in fuse_release_in asked)
    {
        _folders.Remove(asked.fh);
        Fail(q.Unique, Errno.None);
    }

    private void SyncFolder(FuseQuestion q, in fuse_fsync_in asked) => AskOf(
        q, 0, new FileMessage(FileCall.Sync, "", Flags: (int)asked.fsync_flags), answer => Fail(q.Unique, answer.Errno));

    /// <summary>Lists the folder: at the target, here, or at both, and of each name what its owner says.</summary>
    private void Gather(FuseQuestion q, Action<Errno, List<FolderEntry>> then)
    {
        var path = q.Node.Path;
        var place = _view.Place(path);
        var entries = new List<FolderEntry> { new(".", q.Node.Known), new("..", q.Node.Known) };
        var isThere = place.Owner is FileOwner.Target or FileOwner.Both;
        List(_remote, isThere ? place.Remote : null, q, Errno.ENOENT, thereErrno =>
        {
            var here = place.Owner != FileOwner.Target || _view.HasOwn(path) ? path : null;
            List(_local, here, q, Errno.ENOENT, hereErrno =>
            {
                var errno = place.Owner == FileOwner.Target || (hereErrno == Errno.ENOENT && isThere) ? thereErrno : hereErrno;
                then(errno, entries);
            }, (name, attributes) => AddHere(entries, path, name, attributes));
        }, (name, attributes) => AddThere(entries, path, name, attributes));
    }

    private static void List(
        IFileSource source, string? path, FuseQuestion q, Errno without, Action<Errno> then, Action<string, fuse_attr> add)
    {
        if (path is null)
        {
            then(without);
            return;
        }
        source.Ask(new FileMessage(FileCall.List, path), [], q.Caller, answer =>
        {
            for (var rest = answer.Bytes; rest.Length > sizeof(fuse_attr) + sizeof(ushort);)
            {
                var attributes = MemoryMarshal.Read<fuse_attr>(rest);
                var length = MemoryMarshal.Read<ushort>(rest[sizeof(fuse_attr)..]);
                var name = rest.Slice(sizeof(fuse_attr) + sizeof(ushort), length);
                add(Encoding.Latin1.GetString(name), attributes);
                rest = rest[(sizeof(fuse_attr) + sizeof(ushort) + length)..];
            }
            then(answer.Errno);
        });
    }

    private void AddThere(List<FolderEntry> entries, string folder, string name, in fuse_attr attributes)
    {
        var owner = _view.Place(FilePath.Join(folder, name)).Owner;
        if (owner == FileOwner.Target || (owner == FileOwner.Both && IsFolder(attributes.mode)))
        {
            entries.Add(new FolderEntry(name, attributes));
        }
    }

    private void AddHere(List<FolderEntry> entries, string folder, string name, in fuse_attr attributes)
    {
        var owner = _view.Place(FilePath.Join(folder, name)).Owner;
        if (owner == FileOwner.Both)
        {
            entries.RemoveAll(entry => entry.Name == name);
        }
        if (owner is FileOwner.Here or FileOwner.Both)
        {
            entries.Add(new FolderEntry(name, attributes));
        }
    }

    private void Send(FuseQuestion q, FuseFolder folder, fuse_read_in asked)
    {
        var room = Room[..(int)Math.Min(asked.size, MostWrite)];
        var entries = folder.Entries ?? [];
        var filled = 0;
        var at = (int)Math.Min(asked.offset, (ulong)entries.Count);
        for (; at < entries.Count; at++)
        {
            var size = Put(room[filled..], q, entries[at], at);
            if (size == 0)
            {
                break;
            }
            filled += size;
        }
        Send(q.Unique, Errno.None, filled);
        if (filled == 0)
        {
            folder.Entries = null;
        }
    }

    private int Put(Span<byte> room, FuseQuestion q, FolderEntry entry, int index)
    {
        var withAttributes = q.Opcode == FUSE_READDIRPLUS;
        var start = withAttributes ? sizeof(fuse_entry_out) : 0;
        var size = start + sizeof(fuse_dirent) + entry.Name.Length;
        var padded = (size + Alignment - 1) & ~(Alignment - 1);
        if (padded > room.Length)
        {
            return 0;
        }
        room[..padded].Clear();
        if (withAttributes && entry.Name is not ("." or "..") && entry.Attributes.nlink > 0)
        {
            var known = Entry(_nodes.Enter(q.Node, entry.Name, entry.Attributes), entry.Attributes);
            MemoryMarshal.Write(room, in known);
        }
        var header = new fuse_dirent
        {
            ino = entry.Attributes.ino,
            off = (ulong)index + 1,
            namelen = (uint)entry.Name.Length,
            type = entry.Attributes.mode >> 12,
        };
        MemoryMarshal.Write(room[start..], in header);
        Encoding.Latin1.GetBytes(entry.Name, room[(start + sizeof(fuse_dirent))..]);
        return padded;
    }
}
