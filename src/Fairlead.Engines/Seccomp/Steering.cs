using Fairlead.Engines.Logging;
using Fairlead.Linux;
using Fairlead.Rules;
using Fairlead.Rules.Evaluation;
using Fairlead.Rules.Resolution;

namespace Fairlead.Engines.Seccomp;

/// <summary>What all operations share: the rules, what sockets show, and the log.</summary>
/// <remarks>Tables of names are made when they are used: most rules hide nothing, and a start is short.</remarks>
internal sealed unsafe class Steering
{
    private readonly bool _asksProtocol;
    private readonly bool _asksProgram;

    public Steering(ResolvedRule[] rules, Log log)
    {
        (Rules, Log) = (rules, log);
        _asksProtocol = Array.Exists(rules, r => r.Rule.Protocol != Protocol.Any);
        _asksProgram = Array.Exists(rules, r => r.Rule.Program is not null);
        HidesPeers = Array.Exists(rules, r => r.Rule.Verb == Verb.Connect && (r.Hides || r.IsOutgoing));
    }

    public ResolvedRule[] Rules { get; }

    public Log Log { get; }

    /// <summary>Whether some rule hides where connections go.</summary>
    public bool HidesPeers { get; }

    /// <summary>What getsockname(2) shows, by cookie.</summary>
    public HiddenNames<ulong> LocalNames => field ??= new();

    /// <summary>What getsockname(2) shows for sockets accepted by a listener at this real endpoint.</summary>
    public HiddenNames<(Address Address, ushort Port)> ListenerNames => field ??= new();

    /// <summary>What getpeername(2) shows, by cookie.</summary>
    public HiddenNames<ulong> PeerNames => field ??= new();

    /// <summary>What getsockname(2) shows for sockets that are connected from a target's place, by cookie.</summary>
    public HiddenNames<ulong> TargetNames => field ??= new();

    /// <summary>Whether a rule says that the connection is made from a target's place.</summary>
    public static bool IsOutgoing(in Decision decision) => decision.Rule is { IsOutgoing: true };

    /// <summary>The cookie of a socket: SO_COOKIE.</summary>
    public static ulong CookieOf(int socket)
    {
        ulong cookie = 0;
        uint length = sizeof(ulong);
        _ = Libc.getsockopt(socket, SocketConstants.SOL_SOCKET, SocketConstants.SO_COOKIE, &cookie, &length);
        return cookie;
    }

    /// <summary>Opens the call's socket. False: it cannot be looked at, and the verdict says so.</summary>
    public bool Open(TrappedCall call, out Verdict verdict)
    {
        var errno = call.OpenSocket();
        verdict = errno == Errno.None ? default : Unseen(call, "descriptor", errno);
        return errno == Errno.None;
    }

    /// <summary>Opens the call's socket, for calls that rules reach on IPv4 and IPv6 sockets. False: any other goes on.</summary>
    public bool OpenInet(TrappedCall call, out Verdict verdict)
    {
        if (!Open(call, out verdict))
        {
            return false;
        }
        verdict = Verdict.Continue(PassReason.NotInet);
        return call.IsInet;
    }

    /// <summary>Opens the socket of a bind(2) or connect(2), and reads the address.</summary>
    public bool OpenWithSockaddr(TrappedCall call, out Verdict verdict)
    {
        if (!OpenInet(call, out verdict))
        {
            return false;
        }
        var errno = call.ReadSockaddr(call.Argument(1), (int)call.Argument(2));
        verdict = errno == Errno.None ? default : Unseen(call, "memory", errno);
        return errno == Errno.None;
    }

    /// <summary>Asks the rules.</summary>
    public Decision Decide(TrappedCall call, Verb verb, Address address, ushort port) => Evaluator.Decide(
        Rules,
        new SocketCall(
            verb, _asksProtocol ? call.Protocol : Protocol.Any, call.IsInet6, call.IsV6Only(), address, port,
            _asksProgram ? TraceeStatus.CommandName(call.Tid) : null));

    /// <summary>Sets the options of a rule; the reason names the one that failed.</summary>
    public static Errno ApplyOptions(TrappedCall call, ResolvedRule rule, out string? reason)
    {
        reason = null;
        if (rule.Options.Length == 0)
        {
            return Errno.None;
        }
        var errno = SocketOptions.Apply(
            call.Socket, call.IsInet6, call.Protocol, rule.Options, out var failed);
        if (errno != Errno.None)
        {
            reason = $"the option `{failed!.Kind.ToString().ToLowerInvariant()}` cannot be set";
        }
        return errno;
    }

    /// <summary>A call whose socket or memory this supervisor could not look at fails; never is it passed unseen.</summary>
    public Verdict Unseen(TrappedCall call, string what, Errno errno)
    {
        if (errno is Errno.EPERM or Errno.EACCES or Errno.ENOSYS)
        {
            Log.Warning($"{call.Kind} of thread {call.Tid} refused: {what}: {errno}: this process may not be looked into "
                + "(not dumpable, of another user, or kernel.yama.ptrace_scope); `fairlead doctor` says more");
            return Verdict.Fail(Errno.EPERM);
        }
        return Verdict.Fail(errno);
    }

    /// <summary>Says what was decided.</summary>
    /// <param name="call">The call.</param>
    /// <param name="name">Its name for people.</param>
    /// <param name="asked">What the program asked for.</param>
    /// <param name="decision">What the rules say.</param>
    /// <param name="errno">What the program gets.</param>
    /// <param name="outcome">What else happened, or why not.</param>
    public void Report(
        TrappedCall call, string name, (Address Address, ushort Port) asked, in Decision decision, Errno errno,
        string? outcome = null)
    {
        var refused = decision.Kind == DecisionKind.Refuse || (errno != Errno.None && outcome is not null);
        if (!refused && !Log.IsVerbose)
        {
            return;
        }
        var moved = decision.Kind == DecisionKind.Steer && (decision.To != asked.Address || decision.ToPort != asked.Port);
        Log.Decision(new DecisionEvent(
            name, call.Protocol, asked.Address.WithPort(asked.Port),
            moved ? decision.To.WithPort(decision.ToPort) : null,
            decision.From?.WithPort(decision.FromPort), outcome ?? decision.Reason ?? Words(decision), errno,
            decision.Rule?.Number ?? 0, call.Tid, refused));
    }

    private static string? Words(in Decision decision) => decision.Kind switch
    {
        DecisionKind.Untouched => "untouched",
        DecisionKind.Allow => "allowed",
        DecisionKind.Deny => "denied",
        DecisionKind.Fake => "faked",
        _ => null,
    };
}
