using System.Runtime.CompilerServices;
using Fairlead.Engines;
using Fairlead.Layer.Calls;
using Fairlead.Layer.Plan;
using Fairlead.Layer.Sockets;
using Fairlead.Rules.Planning;

namespace Fairlead.Layer.Operations;

/// <summary>close(2), dup2(2) and dup3(2) over a listener on a socket file: the last one to close it removes the file.</summary>
internal static unsafe class CloseOperation
{
    private const int Nothing = -1;

    public static Verdict Close(int fd) =>
        InForce.Needs(Traps.Accept) ? End(fd, Nothing, 0) : Verdict.Pass(PassReason.NotNeeded);

    /// <summary>dup3(2), or dup2(2) where there are no flags.</summary>
    public static Verdict Replace(int fd, int replaced, int flags) =>
        InForce.Needs(Traps.Accept) && fd != replaced && fd >= 0
            ? End(replaced, fd, flags)
            : Verdict.Pass(PassReason.NotNeeded);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Verdict End(int fd, int other, int flags)
    {
        ClosedListener listener;
        if (!(&listener)->TryFind(fd))
            return Verdict.Pass(PassReason.NotOurs);
        var result = other == Nothing ? Next.close(fd) : Next.dup3(other, fd, flags);
        listener.RemoveFile();
        return Verdict.Native(result);
    }
}
