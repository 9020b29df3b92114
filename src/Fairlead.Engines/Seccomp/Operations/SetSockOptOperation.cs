using Fairlead.Linux;

namespace Fairlead.Engines.Seccomp.Operations;

/// <summary>
/// setsockopt(2) of IP and TCP on a unix socket that stands in the place of an IPv4 or IPv6 one: programs that set
/// TCP_NODELAY and give up when it fails find that it succeeds. The filter passes SOL_SOCKET without asking.
/// </summary>
internal sealed class SetSockOptOperation(Steering steering)
{
    public Verdict SetSockOpt(TrappedCall call)
    {
        if (!steering.Open(call, out var verdict))
        {
            return verdict;
        }
        return call.Domain == SocketConstants.AF_UNIX && steering.LocalNames.Find(Steering.CookieOf(call.Socket)) is not null
            ? Verdict.Return(0)
            : Verdict.Continue(PassReason.NotOurs);
    }
}
