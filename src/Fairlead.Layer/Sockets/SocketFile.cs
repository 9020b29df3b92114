using System.Runtime.CompilerServices;
using Fairlead.Layer.Calls;
using Fairlead.Layer.Log;
using Fairlead.Linux;
using static Fairlead.Linux.FcntlConstants;

namespace Fairlead.Layer.Sockets;

/// <summary>The file of a unix socket, and whether a socket is still behind it.</summary>
/// <remarks>
/// A socket of SOCK_DGRAM asks: connect(2) says ECONNREFUSED where nobody has the file bound any more, and EPROTOTYPE where a
/// stream socket has, of which a listener sees nothing. So a file goes when its last socket is closed, whoever had it.
/// Between the question and the removal another program could bind the path anew: paths are for one server at a time.
/// </remarks>
internal static unsafe class SocketFile
{
    /// <summary>Removes the file where no socket is behind it, and says whether it was so.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static bool RemoveIfStale(UnixAddress* address, uint length)
    {
        var probe = Probe();
        var isStale = probe >= 0 && RemoveIfStale(probe, address, length);
        if (probe >= 0)
            OwnFile.Close(probe);
        return isStale;
    }

    /// <summary>A socket to ask with, or -1.</summary>
    public static int Probe() =>
        Next.socket(SocketConstants.AF_UNIX, SocketConstants.SOCK_DGRAM | SocketConstants.SOCK_CLOEXEC, 0);

    /// <summary>Removes the file where no socket is behind it, asking with this one.</summary>
    public static bool RemoveIfStale(int probe, UnixAddress* address, uint length)
    {
        var isStale = *address->Path != 0
            && FileIdentity.Of(address->Path).IsSocket
            && Socket.Result(Next.connect(probe, address, length)) == Errno.ECONNREFUSED;
        if (isStale)
            _ = Next.syscall(SystemCall.SYS_unlinkat, AT_FDCWD, (nint)address->Path);
        return isStale;
    }
}
