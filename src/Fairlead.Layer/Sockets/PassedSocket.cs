using Fairlead.Layer.Calls;
using Fairlead.Layer.Plan;
using Fairlead.Linux;
using static Fairlead.Linux.SocketConstants;

namespace Fairlead.Layer.Sockets;

/// <summary>The socket behind <c>activated:</c>, which systemd passed to this process: sd_listen_fds(3).</summary>
internal static class PassedSocket
{
    /// <summary>Makes another number of it. The passed one stays: a second bind, and what is executed, may want it, too.</summary>
    public static unsafe Errno Duplicate(ref SocketFacts socket, ref Decision decision, out int made)
    {
        made = -1;

        // What rules ask of the socket is asked of the program's own: the log names it.
        _ = socket.Protocol;
        var passed = decision.Rule->Descriptor;
        if (Socket.Cookie(passed) != decision.Rule->Cookie)
        {
            decision.Refusal = Refusal.PassedIsClosed;
            return Errno.EBADF;
        }
        if (TypeOf(passed) != TypeOf(socket.Fd))
        {
            decision.Refusal = Refusal.PassedIsOther;
            return Errno.EPROTOTYPE;
        }
        made = Descriptor.Duplicate(passed);
        if (made < 0)
            return Socket.Last;
        Descriptor.CopyNonBlocking(socket.Fd, made);
        return Errno.None;
    }

    private static int TypeOf(int fd)
    {
        _ = Socket.GetOption(fd, SOL_SOCKET, SO_TYPE, out var type);
        return type;
    }
}
