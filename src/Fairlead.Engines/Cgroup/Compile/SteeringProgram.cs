using Fairlead.Bpf;
using Fairlead.Bpf.Extended;
using Fairlead.Linux;
using Fairlead.Rules;
using static Fairlead.Bpf.Extended.Register;

namespace Fairlead.Engines.Cgroup.Compile;

/// <summary>The program of a hook that gives a call its addresses: bind, connect, sendmsg.</summary>
/// <remarks>
/// <para>Goal. It does what the evaluator says of the call, in the kernel, before the kernel looks at the address.</para>
/// <para>Order of events. The asked address is put on the stack - the first rule that matches is found - its record is
/// fetched - where the call goes, and from where, is worked out, and refused while nothing is done yet if it cannot be - options
/// are set - the address is written - the source is set - what must be remembered of the socket is kept - the program returns.</para>
/// <para>Registers. R6 context, R7 the rule's place and then its record, R8 the protocol and then a slot, R9 the asked port.</para>
/// <para>Limits. An IPV6_V6ONLY socket cannot be told from another: the kernel refuses what it cannot take, with its own
/// error. docs/limits.md has the others.</para>
/// </remarks>
internal sealed partial class SteeringProgram : ProgramWriter
{
    private readonly Verb _verb;
    private readonly bool _isDatagram;
    private readonly RuleTraits _traits;
    private readonly RuleTraits _reply;
    private readonly bool _closesListeners;
    private readonly Label _none = new("no rule");
    private readonly Label _matched = new("matched");
    private readonly Label _done = new("done");
    private readonly Label _fail = new("fail");
    private readonly Label _broken = new("no record");

    public SteeringProgram(Hook hook, CompileInput input, Verb verb, bool isDatagram)
        : base(hook, input)
    {
        (_verb, _isDatagram) = (verb, isDatagram);
        _traits = isDatagram ? input.Datagrams : verb == Verb.Bind ? input.Bind : input.Connect;
        _closesListeners = verb == Verb.Bind && _traits.ReachesListeners;
        _reply = isDatagram ? input.Reply : RuleTraits.None;
    }

    /// <summary>Whether anything after the target is worked out needs it.</summary>
    private bool NeedsUsed => _closesListeners || _traits.HasTo || _traits.HasFrom || _traits.Hides || _reply.Any || Input.Logs;

    /// <summary>What must be forgotten of a socket when a rule does not hide any more.</summary>
    private int Remembered => _isDatagram || !_traits.Hides ? 0
        : _verb == Verb.Connect ? SocketState.HidesPeer
        : SocketState.HidesLocal | (_traits.Feeds ? SocketState.IsFed : 0);

    protected override void WriteBody()
    {
        PassUnlessFamily();
        ClearRecord();
        ReadUserAddress(Frame.Asked, Frame.AskedPort);
        WriteFed();
        if (NeedsUsed)
        {
            Copy16(R10, Frame.Used, R10, Frame.Asked);
            Asm.Store(Size.Word, R10, Frame.UsedPort, R9);
        }
        if (_traits.Any)
        {
            ReadProtocol();
            ReadProgram();
            Select(_verb, _isDatagram ? Protocol.Udp : null, ProgramRules.ByName, onlyV4: !IsInet6)
                .Write(Frame.Asked, _matched, _none);
            WriteMatched();
            Asm.Mark(_none);
            Forget();
            NoteBound();
            Tell(Outcome.Untouched);
        }
        Asm.Mark(_done);
        WriteAnswer();
        Asm.Exit(Go);
        WriteFailures();
    }

    private void WriteMatched()
    {
        Asm.Mark(_matched);
        Asm.Store(Size.Word, R10, Frame.Rule, R7);
        FindRule(_broken);
        Asm.Mov(R7, R0);
        WriteAllow();
        WriteDeny();
        WriteFake();
        if (_traits.HasKind(RuleRecord.KindSteer))
        {
            WriteSteer();
        }
        else
        {
            Asm.Jump(_broken);
        }
    }

    private void WriteSteer()
    {
        PlaceTarget();
        PlaceSource();
        KeepDualStack();
        SetOptions();
        if (_traits.HasTo)
        {
            WriteUserAddress(R10, Frame.Used, Frame.UsedPort);
        }
        SetSource();
        Remember();
        NoteBound();
        Tell(Outcome.Steered);
        if (_verb == Verb.Bind && _traits.HasTo)
        {
            ReturnFromBind();
        }
        Asm.Jump(_done);
    }

    private void WriteAllow()
    {
        if (!_traits.HasKind(RuleRecord.KindAllow))
        {
            return;
        }
        var next = new Label("not allow");
        JumpUnlessKind(RuleRecord.KindAllow, next);
        Forget();
        NoteBound();
        Tell(Outcome.Allowed);
        Asm.Jump(_done);
        Asm.Mark(next);
    }

    private void WriteDeny()
    {
        if (!_traits.HasKind(RuleRecord.KindDeny))
        {
            return;
        }
        var next = new Label("not deny");
        JumpUnlessKind(RuleRecord.KindDeny, next);
        Asm.Load(Size.Word, R8, R7, RuleRecord.Errno);
        SetOutcome(Outcome.Denied);
        FailWithR8();
        Asm.Mark(next);
    }

    // To a free port of an interface that does not exist, so that no packet is ever for the socket. The address must be the
    // wildcard one: for any other, inet6_bind asks for the interface.
    private void WriteFake()
    {
        if (!_traits.HasKind(RuleRecord.KindFake))
        {
            return;
        }
        var next = new Label("not fake");
        JumpUnlessKind(RuleRecord.KindFake, next);
        var nowhere = new Label("nowhere");
        BindToNowhere();
        Asm.JumpIf32(Condition.Equal, R0, 0, nowhere);
        FailWithR0(Outcome.OptionFailed);
        Asm.Mark(nowhere);
        UseWildcard();
        Remember();
        NoteBound();
        WriteUserAddress(R10, Frame.Used, Frame.UsedPort);
        Tell(Outcome.Faked);
        Asm.Jump(_done);
        Asm.Mark(next);
    }

    private void UseWildcard()
    {
        if (IsInet6)
        {
            Asm.Store(Size.Double, R10, Frame.Used, 0);
            Asm.Store(Size.Double, R10, Frame.Used + 8, 0);
        }
        else
        {
            Asm.Mov(R1, 0);
            WriteMapped(Frame.Used, R1);
        }
        Asm.Store(Size.Word, R10, Frame.UsedPort, 0);
    }

    private void JumpUnlessKind(int kind, Label next)
    {
        Asm.Load(Size.Word, R1, R7, RuleRecord.Kind);
        Asm.JumpIf32(Condition.NotEqual, R1, (uint)kind, next);
    }

    // A rule that changes the port lends the right to a low one; a rule that keeps it does not.
    private void ReturnFromBind()
    {
        const int withoutCapability = 3;
        Asm.Load(Size.Word, R1, R10, Frame.UsedPort);
        Asm.JumpIf(Condition.Equal, R1, 0, _done);
        Asm.JumpIf(Condition.Equal, R1, R9, _done);
        Asm.Exit(withoutCapability);
    }

    // The kernel refuses addresses of a family that the call does not take; only AF_UNSPEC stands for AF_INET at times. A
    // datagram to no address, of a connected socket that sends control messages, comes by as AF_UNSPEC with port 0.
    private void PassUnlessFamily()
    {
        Label known = new("family"), pass = new("another family");
        Asm.Load(Size.Word, R1, R6, SockAddr.user_family);
        Asm.JumpIf32(Condition.Equal, R1, IsInet6 ? (uint)SocketConstants.AF_INET6 : SocketConstants.AF_INET, known);
        if (!IsInet6 && (_verb == Verb.Bind || _isDatagram))
        {
            Asm.JumpIf32(Condition.NotEqual, R1, SocketConstants.AF_UNSPEC, pass);
            Asm.Load(Size.Word, R1, R6, SockAddr.user_port);
            Asm.JumpIf32(Condition.Equal, R1, 0, _isDatagram ? pass : known);
            Asm.Jump(known);
        }
        Asm.Mark(pass);
        Asm.Exit(Go);
        Asm.Mark(known);
    }

    /// <summary>R8 = the protocol, as rules name it.</summary>
    private void ReadProtocol()
    {
        if (!_traits.AsksProtocol || _isDatagram)
        {
            return;
        }
        Label tcp = new("TCP"), udp = new("UDP"), read = new("protocol");
        Asm.Load(Size.Word, R1, R6, SockAddr.protocol);
        Asm.Mov(R8, (int)Protocol.Any);
        Asm.JumpIf32(Condition.Equal, R1, InConstants.IPPROTO_TCP, tcp);
        Asm.JumpIf32(Condition.Equal, R1, InConstants.IPPROTO_UDP, udp);
        Asm.JumpIf32(Condition.Equal, R1, InConstants.IPPROTO_UDPLITE, udp);
        Asm.JumpIf32(Condition.NotEqual, R1, InConstants.IPPROTO_MPTCP, read);
        Asm.Mark(tcp);
        Asm.Mov(R8, (int)Protocol.Tcp);
        Asm.Jump(read);
        Asm.Mark(udp);
        Asm.Mov(R8, (int)Protocol.Udp);
        Asm.Mark(read);
    }

    private void ReadProgram()
    {
        if (_traits.AsksProgram || _reply.AsksProgram)
        {
            Address(R1, Frame.Comm);
            Asm.Mov(R2, 16);
            Asm.Call(HelperFunction.GetCurrentComm);
        }
    }

    private void SetOutcome(Outcome outcome)
    {
        if (Input.Logs)
        {
            Asm.Store(Size.Word, R10, Frame.Record + DecisionRecord.Outcome, (int)outcome);
        }
    }

    /// <summary>Ends the call with the negated errno of a helper function in R0.</summary>
    private void FailWithR0(Outcome outcome)
    {
        Asm.Mov(R8, R0);
        Asm.Neg(R8);
        SetOutcome(outcome);
        Asm.Jump(_fail);
    }

    /// <summary>Ends the call: R7 is the record, R8 the error.</summary>
    private void Fail(Outcome outcome, Errno errno)
    {
        Asm.Mov32(R8, (uint)errno);
        SetOutcome(outcome);
        Asm.Jump(_fail);
    }

    private void WriteFailures()
    {
        if (!_traits.Any)
        {
            return;
        }
        Asm.Mark(_fail);
        Asm.Mov(R1, 1);
        Asm.AtomicAdd(Size.Double, R7, RuleRecord.Failures, R1);
        FailWithR8();
        Asm.Mark(_broken);
        Asm.Exit(Stop);
    }
}
