using Fairlead.Engines;
using Fairlead.Layer.Calls;
using Fairlead.Layer.Plan;
using Fairlead.Layer.Sockets;
using Fairlead.Linux;
using Fairlead.Rules.Planning;

namespace Fairlead.Layer.Operations;

/// <summary>accept(2) on a unix socket that stands in the place of an IPv4 or IPv6 one.</summary>
/// <remarks>
/// The program expects a peer of its own family: it is shown one of loopback. The listener's note is read before the real
/// call, which may wait, as another thread may close the listener meanwhile; while it waits, nothing of ours is held.
/// </remarks>
internal static unsafe class AcceptOperation
{
    public static Verdict Accept(int fd, sockaddr_storage* address, uint* length, int flags)
    {
        if (!InForce.Needs(Traps.Accept))
            return Verdict.Pass(PassReason.NotNeeded);
        SocketNote listener;
        if (!SocketNote.TryRead(fd, &listener))
            return Verdict.Pass(PassReason.NotOurs);
        var connection = Next.accept4(fd, null, null, flags);
        if (connection < 0)
            return Verdict.Native(connection);
        var errno = Present(connection, &listener, address, length);
        return errno == Errno.None ? Verdict.Return(connection) : Verdict.Fail(errno);
    }

    // Where the kernel cannot write the peer's address, the connection is lost, as it would be.
    private static Errno Present(int connection, SocketNote* listener, sockaddr_storage* address, uint* length)
    {
        SocketName name;
        listener->Show(connection, isPeer: false, &name);
        var note = new SocketNote(NoteKind.Local, &name);
        var errno = SocketNote.Attach(connection, &note);
        if (errno == Errno.None && address != null)
        {
            note.Show(connection, isPeer: true, &name);
            errno = SocketName.Write(connection, isPeer: true, address, length, &name);
        }
        if (errno != Errno.None)
            OwnFile.Close(connection);
        return errno;
    }
}
