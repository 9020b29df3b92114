using Fairlead.Linux;
using Fairlead.Rules;

namespace Fairlead.Engines.Seccomp.Operations;

/// <summary>
/// getsockname(2) and getpeername(2): what the program asked for, where a rule hides the truth, and the real client and
/// its server on connections that Fairlead feeds.
/// </summary>
internal sealed class NameOperation(Steering steering, FedSockets fed)
{
    public Verdict GetSockName(TrappedCall call)
    {
        if (!steering.Open(call, out var verdict))
        {
            return verdict;
        }
        var cookie = Steering.CookieOf(call.Socket);
        var hasLocal = SocketAddress.TryGetLocal(call.Socket, out var local, out var port);
        if ((steering.TargetNames.Find(cookie) ?? steering.LocalNames.Find(cookie)) is { } name)
        {
            return Answer(call, name with { Port = name.Port == 0 ? port : name.Port });
        }
        if (fed.Find(call.Socket) is { } flow)
        {
            return Answer(call, new HiddenName(flow.Server, flow.ServerPort));
        }
        if (hasLocal && FindListener(local, port) is { } listener)
        {
            var address = listener.Address.IsWildcard ? local : listener.Address;
            return Answer(call, new HiddenName(address, listener.Port == 0 ? port : listener.Port));
        }
        return Verdict.Continue(PassReason.NotOurs);
    }

    public Verdict GetPeerName(TrappedCall call)
    {
        if (!steering.Open(call, out var verdict))
        {
            return verdict;
        }
        return steering.PeerNames.Find(Steering.CookieOf(call.Socket)) is { } name && HasPeer(call.Socket) ? Answer(call, name)
            : fed.Find(call.Socket) is { } flow ? Answer(call, new HiddenName(flow.Client, flow.ClientPort))
            : Verdict.Continue(PassReason.NotOurs);
    }

    // A socket that a listener on the wildcard address accepted has the address that was called.
    private HiddenName? FindListener(Address local, ushort port) => steering.ListenerNames.Find((local, port))
        ?? steering.ListenerNames.Find((local.IsV4 ? Address.AnyV4 : Address.AnyV6, port));

    private static Verdict Answer(TrappedCall call, HiddenName name) =>
        Verdict.Result(call.AnswerSockaddr(call.Argument(1), call.Argument(2), name.Address, name.Port));

    private static unsafe bool HasPeer(int socket)
    {
        sockaddr_storage peer;
        var length = Libc.SizeOf<sockaddr_storage>();
        return Libc.getpeername(socket, &peer, &length) == Errno.None;
    }
}
