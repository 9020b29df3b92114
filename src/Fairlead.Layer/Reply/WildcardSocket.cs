using System.Runtime.CompilerServices;
using Fairlead.Layer.Calls;
using Fairlead.Layer.Log;
using Fairlead.Layer.Plan;
using Fairlead.Layer.Sockets;
using Fairlead.Linux;
using Fairlead.Rules;
using Fairlead.Rules.Evaluation;

namespace Fairlead.Layer.Reply;

/// <summary>Finds out which sockets answer: UDP, bound to the wildcard address and to a port that a `reply` rule has.</summary>
internal static unsafe class WildcardSocket
{
    /// <summary>Whether the socket answers; looks at it where nothing is known of it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Answers(int fd, out Known known)
    {
        known = Descriptors.Of(fd);
        if ((known & (Known.Answers | Known.IsOther)) == 0)
            known = Look(fd, known);
        return (known & Known.Answers) != 0;
    }

    /// <summary>After bind(2), from when on the socket says what its datagrams asked, and after connect(2), which gives it an
    /// address, and takes it away again.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int LookAgain(int fd, int result)
    {
        if (InForce.Replies)
        {
            var was = Descriptors.Of(fd);
            Descriptors.Learn(fd, was & Known.Asks);
            _ = Look(fd, was);
        }
        return result;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Known Look(int fd, Known was)
    {
        var errno = *Imports.errno_location();
        var known = was & Known.Asks;
        var socket = new SocketFacts(fd);
        known |= socket.Protocol == Protocol.Udp ? LookAtUdp(ref socket, known, (was & Known.Answers) != 0) : Known.IsOther;
        *Imports.errno_location() = errno;
        Descriptors.Learn(fd, known);
        return known;
    }

    // A socket that has no port yet gets one by the datagram that it is about to send, and is looked at once more. Of one that never
    // answered the option stays as it is: the program may have set it before exec, or under another number.
    private static Known LookAtUdp(ref SocketFacts socket, Known known, bool hasAnswered)
    {
        known = socket.IsInet6 ? known | Known.IsInet6 : known;
        if (!Socket.TryGetLocal(socket.Fd, out var local, out var port))
            return Known.IsOther;
        if (port == 0 || !local.IsWildcard || !Selection.HasReplyOf(port))
        {
            if (hasAnswered)
                _ = OriginalDestination.Set(socket.Fd, known, 0);
            return port == 0 ? Known.Nothing : Known.IsOther;
        }
        var errno = OriginalDestination.Set(socket.Fd, known, 1);
        if (errno == Errno.None)
            return known | Known.Answers | (Known)port;
        Report(ref socket, local, port, errno);
        return Known.IsOther;
    }

    // Some sandboxes have a kernel of their own that does not know the option.
    private static void Report(ref SocketFacts socket, Address local, ushort port, Errno errno)
    {
        Decision decision = default;
        decision.Kind = DecisionKind.Refuse;
        decision.Refusal = Refusal.OptionNotSet;
        DecisionLog.Report("reply"u8, ref socket, local, port, ref decision, errno);
    }
}
