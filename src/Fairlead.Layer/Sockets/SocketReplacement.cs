using System.Runtime.CompilerServices;
using Fairlead.Layer.Calls;
using Fairlead.Layer.Log;
using Fairlead.Layer.Plan;
using Fairlead.Layer.Reply;
using Fairlead.Linux;
using Fairlead.Rules.Planning;

namespace Fairlead.Layer.Sockets;

/// <summary>Puts another socket in the place of the program's own.</summary>
/// <remarks>
/// <para>Goals. The program goes on with the numbers that it has: the one of the call, those that it made of it by dup(2), and its
/// epoll sets. Nobody waits for anybody: there is no lock, and the data path is the kernel's.</para>
/// <para>Order of events. The old socket gets a number of ours, so that it and its entries in epoll sets live on - dup3(2) puts
/// the new one under the number of the call - a walk over /proc/thread-self/fd: the same under each other number of the old socket,
/// and in each epoll set the new entries beside the old - the old socket is closed, and its entries with it.</para>
/// <para>A walk costs about a microsecond for each open descriptor. A server makes it once; a client that connects often, only
/// the first time: from then on its epoll sets are known (<see cref="EpollSets"/>), and whether it has ever copied a
/// socket that was not connected.</para>
/// <para>Limits. Copies of the descriptor in other processes keep the old socket. A process without /proc, or without a free
/// number for the walk, gets the number of the call alone replaced.</para>
/// </remarks>
internal static unsafe class SocketReplacement
{
    private static volatile bool s_hasWalked;
    private static volatile bool s_hasCopies;

    /// <summary>Puts a socket under the numbers of another, and closes the number that it had, unless that fails.</summary>
    public static Errno Put(int fd, int replacement, bool isServer)
    {
        var kept = Descriptor.Duplicate(fd);
        if (kept < 0)
            return Socket.Last;
        var errno = Socket.Result(Replace(fd, replacement));
        if (errno == Errno.None)
        {
            OwnFile.Close(replacement);
            if (isServer || s_hasCopies || !s_hasWalked || !EpollSets.AreAllKnown)
                WalkAll(fd, kept);
            else
                EnterKnown(fd, kept);
        }
        OwnFile.Close(kept);
        return errno;
    }

    /// <summary>Notes that the program has copied a socket which may be replaced later. Gives the number back.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int Copied(int fd)
    {
        if (fd >= 0 && InForce.Needs(Traps.SetSockOpt) && Socket.TryGetLocal(fd, out _, out var port) && port == 0)
            s_hasCopies = true;
        return fd;
    }

    private static int Replace(int fd, int other)
    {
        Descriptors.Forget(fd);
        return Descriptor.Replace(fd, other);
    }

    // What sets have under other numbers is entered by a second walk.
    private static void WalkAll(int fd, int kept)
    {
        if (Walk(fd, kept, hasOthers: false))
            _ = Walk(fd, kept, hasOthers: true);
        s_hasWalked = true;
    }

    // Whether it found other numbers.
    private static bool Walk(int fd, int kept, bool hasOthers)
    {
        var old = FileIdentity.Of(kept);
        var found = false;
        OpenDescriptors.Room room;
        var all = new OpenDescriptors(&room);
        while (all.TryNext(out var other))
        {
            if (other == kept)
                continue;
            var identity = FileIdentity.Of(other);
            if (identity.IsSame(old))
                found |= Replace(other, fd) >= 0;
            else if (identity.IsAnonymous && EpollSet.Is(other))
                EpollSet.Enter(EpollSets.Add(other), old, fd, hasOthers);
        }
        return found;
    }

    private static void EnterKnown(int fd, int kept)
    {
        for (var place = 0; EpollSets.TryGet(place, out var epoll); place++)
        {
            if (EpollSet.Is(epoll))
                EpollSet.Enter(epoll, FileIdentity.Of(kept), fd, hasOthers: false);
        }
    }
}
