using Fairlead.Engines.Feeding;
using Fairlead.Engines.Logging;
using Fairlead.Engines.Seccomp.Operations;
using Fairlead.Linux;
using Fairlead.Rules.Resolution;

namespace Fairlead.Engines.Seccomp;

/// <summary>Which operation answers which call. From here, the way to the kernel is: operation, verdict, answer.</summary>
internal sealed class CallDispatch : IDisposable
{
    private readonly BindOperation _bind;
    private readonly ConnectOperation _connect;
    private readonly SendOperation _send;
    private readonly NameOperation _name;
    private readonly AcceptOperation _accept;
    private readonly SetSockOptOperation _setSockOpt;

    public CallDispatch(ResolvedRule[] rules, Log log, ClientNames? clients = null, IOutgoing? outgoing = null)
    {
        var fed = new FedSockets(clients);
        Steering = new Steering(rules, log);
        Outgoing = new OutgoingOperation(Steering, outgoing);
        Replacement = new SocketReplacement(Steering);
        Repeated = new RepeatedCalls(SeccompHost.RepeatsCalls(rules));
        _bind = new BindOperation(Steering, Replacement, Repeated, fed);
        _connect = new ConnectOperation(Steering, Replacement, Outgoing);
        _send = new SendOperation(Steering, Outgoing);
        _name = new NameOperation(Steering, fed);
        _accept = new AcceptOperation(Steering, Replacement, fed);
        _setSockOpt = new SetSockOptOperation(Steering);
    }

    /// <summary>What sockets show.</summary>
    public Steering Steering { get; }

    /// <summary>The sockets that took the place of others.</summary>
    public SocketReplacement Replacement { get; }

    /// <summary>The connections that are made at a target.</summary>
    public OutgoingOperation Outgoing { get; }

    /// <summary>The last call of each thread.</summary>
    public RepeatedCalls Repeated { get; }

    /// <summary>The verdict on a call.</summary>
    public Verdict Judge(TrappedCall call) => call.Kind switch
    {
        CallKind.Bind => _bind.Bind(call),
        CallKind.Listen => _bind.Listen(call),
        CallKind.Connect => _connect.Connect(call),
        CallKind.SendTo => _send.SendTo(call),
        CallKind.SendMsg => _send.SendMsg(call),
        CallKind.SendMmsg => _send.SendMmsg(call),
        CallKind.GetSockName => _name.GetSockName(call),
        CallKind.GetPeerName => _name.GetPeerName(call),
        CallKind.Accept => _accept.Accept(call, flags: 0),
        CallKind.Accept4 => _accept.Accept(call, (int)call.Argument(3)),
        CallKind.SetSockOpt => _setSockOpt.SetSockOpt(call),
        _ => Verdict.Fail(Errno.ENOSYS),
    };

    /// <summary>Takes back a connection that the program did not get.</summary>
    public void Undelivered(TrappedCall call, int descriptor) => _accept.Keep(call, descriptor);

    /// <inheritdoc/>
    public void Dispose()
    {
        _send.Dispose();
        Outgoing.Dispose();
    }
}
