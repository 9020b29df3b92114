using System.Runtime.InteropServices;
using Fairlead.Linux;
using Fairlead.Mirror.Agent.Files;
using Fairlead.Mirror.Frames;
using static Fairlead.Linux.FuseConstants;

namespace Fairlead.Mirror.Feed.Files;

/// <content>What there is, and under which name.</content>
internal sealed unsafe partial class FuseServer
{
    private const ulong Believed = 1;

    private IFileSource Source(FilePlace place) => place.Owner == FileOwner.Target ? _remote : _local;

    // Both begins with this machine's.
    private static string Path(FilePlace place, string path) => place.Owner == FileOwner.Target ? place.Remote : path;

    private void Lookup(FuseQuestion q, string name)
    {
        var path = FilePath.Join(q.Node.Path, name);
        var place = _view.Place(path);
        if (place.Owner == FileOwner.Nobody)
        {
            Missing(q.Unique);
            return;
        }
        Source(place).Ask(new FileMessage(FileCall.Stat, Path(place, path)), [], q.Caller, answer =>
        {
            if (answer.Errno is Errno.ENOENT or Errno.ENOTDIR && place.Owner == FileOwner.Both)
            {
                LookupThere(q, name, place);
            }
            else
            {
                Entered(q, name, answer);
            }
        });
    }

    // A folder that is not here leads to what is the target's; nothing else of the target's is seen in it.
    private void LookupThere(FuseQuestion q, string name, FilePlace place) =>
        _remote.Ask(new FileMessage(FileCall.Stat, place.Remote), [], q.Caller, answer =>
        {
            if (answer.Errno == Errno.None && !IsFolder(Attributes(answer).mode))
            {
                Missing(q.Unique);
            }
            else
            {
                Entered(q, name, answer);
            }
        });

    private void Entered(FuseQuestion q, string name, FileAnswer answer)
    {
        if (answer.Errno == Errno.ENOENT)
        {
            FuseNodes.Leave(q.Node, name);
            Missing(q.Unique);
        }
        else if (answer.Errno != Errno.None)
        {
            Fail(q.Unique, answer.Errno);
        }
        else if (IsWaiting(q.Unique))
        {
            Enter(q, name, Attributes(answer));
        }
    }

    private FuseNode Enter(FuseQuestion q, string name, in fuse_attr attributes)
    {
        var node = _nodes.Enter(q.Node, name, attributes);
        if (Answer(q.Unique, Entry(node, attributes)) != Errno.None)
        {
            _nodes.Forget(node.Id, 1);
        }
        return node;
    }

    // That there is no such file is believed for a while, too.
    private void Missing(ulong unique) => Answer(unique, new fuse_entry_out { entry_valid = Believed });

    private fuse_entry_out Entry(FuseNode node, in fuse_attr attributes) => new()
    {
        nodeid = node.Id,
        entry_valid = Believed,
        attr_valid = Believed,
        attr = Shown(attributes),
    };

    // In a user namespace the kernel lets nobody write a file whose owner has no number there.
    private fuse_attr Shown(fuse_attr attributes)
    {
        if (_owner is { } owner)
        {
            (attributes.uid, attributes.gid) = owner;
        }
        return attributes;
    }

    private static fuse_attr Attributes(FileAnswer answer) => MemoryMarshal.Read<fuse_attr>(answer.Bytes);

    private static bool IsFolder(uint mode) => (mode & StatConstants.S_IFMT) == StatConstants.S_IFDIR;

    private void GetAttributes(FuseQuestion q, in fuse_getattr_in asked)
    {
        var handle = (asked.getattr_flags & FUSE_GETATTR_FH) != 0 ? asked.fh : 0;
        AskOf(q, handle, new FileMessage(FileCall.Stat, ""), answer => Attributes(q, answer));
    }

    private void Attributes(FuseQuestion q, FileAnswer answer)
    {
        if (answer.Errno != Errno.None)
        {
            Fail(q.Unique, answer.Errno);
            return;
        }
        Answer(q.Unique, new fuse_attr_out { attr_valid = Believed, attr = Shown(Attributes(answer)) });
    }

    private void SetAttributes(FuseQuestion q, in fuse_setattr_in asked)
    {
        const long second = 1_000_000_000;
        if (!_view.Place(q.Node.Path).IsWritable)
        {
            Fail(q.Unique, Errno.EROFS);
            return;
        }
        var question = new FileMessage(
            FileCall.Set, "", Offset: (long)asked.size, Flags: (int)asked.valid, Mode: asked.mode, User: asked.uid, Group: asked.gid,
            Accessed: ((long)asked.atime * second) + asked.atimensec, Modified: ((long)asked.mtime * second) + asked.mtimensec);
        AskOf(q, (asked.valid & FATTR_FH) != 0 ? asked.fh : 0, question, answer => Attributes(q, answer));
    }

    /// <summary>Asks of a file that may be open, or have lost its name.</summary>
    private void AskOf(FuseQuestion q, ulong handle, FileMessage question, FileThen then)
    {
        if (_files.TryGetValue(handle, out var file) || (q.Node.IsGone && q.Node.Open is [var other, ..] && (file = other) is not null))
        {
            file.Source.Ask(question with { Handle = file.Handle }, [], q.Caller, then);
            return;
        }
        if (q.Node.IsGone)
        {
            Fail(q.Unique, Errno.ESTALE);
            return;
        }
        var path = q.Node.Path;
        var place = _view.Place(path);
        Source(place).Ask(question with { Path = Path(place, path) }, [], q.Caller, answer =>
        {
            if (answer.Errno == Errno.ENOENT && place.Owner == FileOwner.Both)
            {
                _remote.Ask(question with { Path = place.Remote }, [], q.Caller, then);
            }
            else
            {
                then(answer);
            }
        });
    }

    private void ReadLink(FuseQuestion q) => AskOf(q, 0, new FileMessage(FileCall.ReadLink, ""), answer => Bytes(q, answer));

    private void StatFs(FuseQuestion q) => AskOf(q, 0, new FileMessage(FileCall.StatFs, ""), answer => Bytes(q, answer));

    private void Bytes(FuseQuestion q, FileAnswer answer)
    {
        answer.Bytes.CopyTo(Room);
        Send(q.Unique, answer.Errno, answer.Errno == Errno.None ? answer.Bytes.Length : 0);
    }

    private void Access(FuseQuestion q, in fuse_access_in asked)
    {
        const int write = 2;
        if ((asked.mask & write) != 0 && !_view.Place(q.Node.Path).IsWritable)
        {
            Fail(q.Unique, Errno.EROFS);
            return;
        }
        AskOf(q, 0, new FileMessage(FileCall.Access, "", Flags: (int)asked.mask), answer => Fail(q.Unique, answer.Errno));
    }
}
