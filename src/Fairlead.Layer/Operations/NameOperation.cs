using System.Runtime.CompilerServices;
using Fairlead.Engines;
using Fairlead.Layer.Feeding;
using Fairlead.Layer.Plan;
using Fairlead.Layer.Sockets;
using Fairlead.Linux;
using Fairlead.Rules.Planning;

namespace Fairlead.Layer.Operations;

/// <summary>getsockname(2) and getpeername(2): what the program asked for, where a rule hides the truth.</summary>
internal static unsafe class NameOperation
{
    public static Verdict GetSockName(int fd, sockaddr_storage* address, uint* length) =>
        InForce.Needs(Traps.GetSockName) ? Get(fd, address, length, isPeer: false) : Verdict.Pass(PassReason.NotNeeded);

    public static Verdict GetPeerName(int fd, sockaddr_storage* address, uint* length) =>
        InForce.Needs(Traps.GetPeerName) ? Get(fd, address, length, isPeer: true) : Verdict.Pass(PassReason.NotNeeded);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Verdict Get(int fd, sockaddr_storage* address, uint* length, bool isPeer)
    {
        SocketName name;
        if (address == null || !SocketName.TryRead(fd, isPeer, &name))
            return Verdict.Pass(PassReason.NotTaken);
        var isShown = name.Family == SocketConstants.AF_UNIX ? FindNoted(fd, &name, isPeer)
            : isPeer ? Clients.ShowPeer(fd, &name) || HiddenNames.FindPeer(fd, &name)
            : Clients.ShowServer(fd, &name) || HiddenNames.FindLocal(fd, &name);
        return isShown ? Verdict.Result(SocketName.Write(fd, isPeer, address, length, &name)) : Verdict.Pass(PassReason.NotOurs);
    }

    private static bool FindNoted(int fd, SocketName* name, bool isPeer)
    {
        SocketNote note;
        var isNoted = SocketNote.TryRead(fd, &note);
        if (isNoted)
            note.Show(fd, isPeer, name);
        return isNoted;
    }
}
