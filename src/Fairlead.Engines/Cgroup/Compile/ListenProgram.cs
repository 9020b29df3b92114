using Fairlead.Bpf;
using Fairlead.Bpf.Extended;
using Fairlead.Linux;
using Fairlead.Rules;
using static Fairlead.Bpf.Extended.Register;

namespace Fairlead.Engines.Cgroup.Compile;

/// <summary>The program of socket operations: closes what listens on the wildcard address past the rules on bind.</summary>
/// <remarks>
/// <para>Goal. listen(2) on a socket that was never bound takes the wildcard address and a free port, and no hook of bind sees
/// it. No BPF program can move or refuse it either; but a policy must not have that hole.</para>
/// <para>How. A bind to the wildcard address that the rules let go on is noted with the socket (<see cref="SteeringProgram"/>). A
/// socket that listens there without that note has never been bound; where the rules move or refuse a bind to the wildcard
/// address and port 0, it is bound to an interface that does not exist: listen(2) succeeds, and nobody reaches it.</para>
/// <para>Limits. The error is not that of a refused bind. Rules that are limited to programs are not asked, as kernels
/// before 6.17 do not tell the command name here. A socket that was bound before the rules were attached, and listens after, is
/// closed too. One that the program has bound to an interface (SO_BINDTODEVICE) without CAP_NET_RAW cannot be closed.</para>
/// </remarks>
internal sealed class ListenProgram(CompileInput input) : ProgramWriter(Hook.SockOps, input)
{
    private const uint BPF_SOCK_OPS_TCP_LISTEN_CB = 11;
    private readonly Label _pass = new("pass");
    private readonly Label _close = new("close");

    protected override void WriteBody()
    {
        var matched = new Label("matched");
        Asm.Load(Size.Word, R1, R6, SockOps.op);
        Asm.JumpIf32(Condition.NotEqual, R1, BPF_SOCK_OPS_TCP_LISTEN_CB, _pass);
        ClearRecord();
        ReadWildcard();
        PassIfBound();
        Asm.Mov(R9, 0);
        Select(Verb.Bind, Protocol.Tcp, ProgramRules.LeftOut, onlyV4: false).Write(Frame.Asked, matched, _pass);
        Asm.Mark(matched);
        Asm.Store(Size.Word, R10, Frame.Rule, R7);
        FindRule(_pass);
        Asm.Mov(R7, R0);
        PassIfLeftThere();
        Asm.Mark(_close);
        Asm.Mov(R1, 1);
        Asm.AtomicAdd(Size.Double, R7, RuleRecord.Failures, R1);
        BindToNowhere();
        var open = new Label("cannot be closed");
        Asm.JumpIf32(Condition.NotEqual, R0, 0, open);
        Tell(Outcome.Unreachable);
        Asm.Jump(_pass);
        Asm.Mark(open);
        Tell(Outcome.ListensOpenly);
        Asm.Mark(_pass);
        Asm.Exit(Go);
    }

    /// <inheritdoc/>
    /// <remarks>There is no process at hand; kernels before 6.17 refuse to name it.</remarks>
    protected override void ReadCaller()
    {
        Asm.Store(Size.Word, R10, Frame.Record + DecisionRecord.Protocol, InConstants.IPPROTO_TCP);
        Asm.Store(Size.Double, R10, Frame.Record + DecisionRecord.PidTgid, 0);
    }

    /// <summary>Puts the wildcard address of the socket's family on the stack; a socket that has another one is left alone.</summary>
    private void ReadWildcard()
    {
        Label inet = new("AF_INET"), read = new("address");
        Asm.Load(Size.Word, R9, R6, SockOps.local_port);
        Asm.Store(Size.Word, R10, Frame.AskedPort, R9);
        Asm.Load(Size.Word, R1, R6, SockOps.family);
        Asm.JumpIf32(Condition.Equal, R1, SocketConstants.AF_INET, inet);
        for (var word = 0; word < 16; word += 4)
        {
            Asm.Load(Size.Word, R1, R6, SockOps.local_ip6 + word);
            Asm.JumpIf32(Condition.NotEqual, R1, 0, _pass);
        }
        Asm.Store(Size.Double, R10, Frame.Asked, 0);
        Asm.Store(Size.Double, R10, Frame.Asked + 8, 0);
        Asm.Jump(read);
        Asm.Mark(inet);
        Asm.Load(Size.Word, R1, R6, SockOps.local_ip4);
        Asm.JumpIf32(Condition.NotEqual, R1, 0, _pass);
        WriteMapped(Frame.Asked, R1);
        Asm.Mark(read);
    }

    private void PassIfBound()
    {
        var unbound = new Label("never bound");
        Asm.LoadMap(R1, Maps.Sockets);
        Asm.Load(Size.Double, R2, R6, SockOps.sk);
        Asm.JumpIf(Condition.Equal, R2, 0, _pass);
        Asm.Mov(R3, 0);
        Asm.Mov(R4, 0);
        Asm.Call(HelperFunction.SkStorageGet);
        Asm.JumpIf(Condition.Equal, R0, 0, unbound);
        Asm.Load(Size.Word, R1, R0, SocketState.Flags);
        Asm.And32(R1, SocketState.IsBound);
        Asm.JumpIf32(Condition.Equal, R1, 0, unbound);
        Asm.Load(Size.Word, R1, R0, SocketState.BoundPort);
        Asm.JumpIf32(Condition.Equal, R1, 0, _pass);
        Asm.JumpIf(Condition.Equal, R1, R9, _pass);
        Asm.Mark(unbound);
    }

    // A rule that leaves a bind on the wildcard address has not been passed by.
    private void PassIfLeftThere()
    {
        var isV6 = new Label("asked IPv6");
        Asm.Load(Size.Word, R1, R7, RuleRecord.Kind);
        Asm.JumpIf32(Condition.Equal, R1, RuleRecord.KindAllow, _pass);
        Asm.JumpIf32(Condition.NotEqual, R1, RuleRecord.KindSteer, _close);
        Asm.Mov(R8, R7);
        Asm.Add(R8, RuleRecord.To6);
        RuleSelection.JumpUnlessMapped(Asm, Frame.Asked, isV6);
        Asm.Add(R8, RuleRecord.To4 - RuleRecord.To6);
        Asm.Mark(isV6);
        Asm.Load(Size.Word, R1, R8, Slot.Flags);
        Asm.JumpIf32(Condition.Equal, R1, Slot.Refuse, _close);
        Asm.And32(R1, Slot.SetAddress);
        Asm.JumpIf32(Condition.Equal, R1, 0, _pass);
        Asm.Load(Size.Word, R1, R8, Slot.Address + 12);
        Asm.JumpIf32(Condition.NotEqual, R1, 0, _close);
        Asm.Load(Size.Double, R1, R8, Slot.Address);
        Asm.JumpIf(Condition.Equal, R1, 0, _pass);
    }
}
