using Fairlead.Linux;
using Fairlead.Mirror.Agent.Files;
using Fairlead.Mirror.Frames;
using static Fairlead.Linux.FuseConstants;

namespace Fairlead.Mirror.Feed.Files;

/// <content>What changes folders.</content>
internal sealed unsafe partial class FuseServer
{
    private void Change(FuseQuestion q, ReadOnlySpan<byte> rest)
    {
        switch (q.Opcode)
        {
            case FUSE_MKDIR:
                Make(q, Text(rest[sizeof(fuse_mkdir_in)..]), new FileMessage(FileCall.MakeFolder, "", Mode: Part<fuse_mkdir_in>(rest).mode));
                break;
            case FUSE_MKNOD:
                var node = Part<fuse_mknod_in>(rest);
                Make(q, Text(rest[sizeof(fuse_mknod_in)..]), new FileMessage(FileCall.MakeNode, "", Mode: node.mode, Offset: node.rdev));
                break;
            case FUSE_SYMLINK:
                var name = Text(rest);
                Make(q, name, new FileMessage(FileCall.MakeLink, "", To: Text(rest[(name.Length + 1)..])));
                break;
            case FUSE_LINK:
                Link(q, _nodes.Find(Part<fuse_link_in>(rest).oldnodeid), Text(rest[sizeof(fuse_link_in)..]));
                break;
            case FUSE_UNLINK or FUSE_RMDIR:
                Remove(q, Text(rest));
                break;
            case FUSE_RENAME:
                Rename(q, _nodes.Find(Part<fuse_rename_in>(rest).newdir), 0, rest[sizeof(fuse_rename_in)..]);
                break;
            case FUSE_RENAME2:
                var rename = Part<fuse_rename2_in>(rest);
                Rename(q, _nodes.Find(rename.newdir), rename.flags, rest[sizeof(fuse_rename2_in)..]);
                break;
            default:
                // The kernel then does what it can by itself: extended attributes are not there, seeking is its own.
                Fail(q.Unique, Errno.ENOSYS);
                break;
        }
    }

    /// <summary>Where a name of a folder is; false: it may not be changed, and that is answered.</summary>
    private bool TryPlace(FuseQuestion q, FuseNode? folder, string name, out FilePlace place, out string path)
    {
        path = folder is null ? "" : FilePath.Join(folder.Path, name);
        place = folder is null ? default : _view.Place(path);
        var isAllowed = folder is not null && place.Owner != FileOwner.Nobody && place.IsWritable;
        if (!isAllowed)
        {
            Fail(q.Unique, folder is null ? Errno.ESTALE : Errno.EROFS);
        }
        path = Path(place, path);
        return isAllowed;
    }

    private void Make(FuseQuestion q, string name, FileMessage question)
    {
        if (TryPlace(q, q.Node, name, out var place, out var path))
        {
            Source(place).Ask(question with { Path = path }, [], q.Caller, answer => Entered(q, name, answer));
        }
    }

    private void Link(FuseQuestion q, FuseNode? old, string name)
    {
        if (old?.Parent is null || !TryPlace(q, old.Parent, old.Name, out var from, out var path)
            || !TryPlace(q, q.Node, name, out var place, out var newPath))
        {
            Fail(q.Unique, Errno.EXDEV);
            return;
        }
        if (Source(from) != Source(place))
        {
            Fail(q.Unique, Errno.EXDEV);
            return;
        }
        Source(place).Ask(new FileMessage(FileCall.Link, path, To: newPath), [], q.Caller, answer => Entered(q, name, answer));
    }

    private void Remove(FuseQuestion q, string name)
    {
        if (!TryPlace(q, q.Node, name, out var place, out var path))
        {
            return;
        }
        var call = q.Opcode == FUSE_UNLINK ? FileCall.Unlink : FileCall.RemoveFolder;
        Source(place).Ask(new FileMessage(call, path), [], q.Caller, answer =>
        {
            if (answer.Errno == Errno.None)
            {
                FuseNodes.Leave(q.Node, name);
            }
            Fail(q.Unique, answer.Errno);
        });
    }

    private void Rename(FuseQuestion q, FuseNode? folder, uint flags, ReadOnlySpan<byte> names)
    {
        const uint exchange = 2;
        var name = Text(names);
        var newName = Text(names[(name.Length + 1)..]);
        if (!TryPlace(q, q.Node, name, out var from, out var path) || !TryPlace(q, folder, newName, out var place, out var newPath))
        {
            return;
        }
        if (Source(from) != Source(place))
        {
            Fail(q.Unique, Errno.EXDEV);
            return;
        }
        Source(place).Ask(new FileMessage(FileCall.Rename, path, To: newPath, Flags: (int)flags), [], q.Caller, answer =>
        {
            if (answer.Errno == Errno.None && (flags & exchange) != 0)
            {
                FuseNodes.Leave(q.Node, name);
                FuseNodes.Leave(folder!, newName);
            }
            else if (answer.Errno == Errno.None)
            {
                FuseNodes.Move(q.Node, name, folder!, newName);
            }
            Fail(q.Unique, answer.Errno);
        });
    }
}
