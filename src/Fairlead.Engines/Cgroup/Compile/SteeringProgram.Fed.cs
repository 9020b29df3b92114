using Fairlead.Bpf;
using Fairlead.Bpf.Extended;
using Fairlead.Linux;
using Fairlead.Rules;
using static Fairlead.Bpf.Extended.Register;

namespace Fairlead.Engines.Cgroup.Compile;

/// <content>Sockets that Fairlead feeds: where a dual-stack one takes datagrams, and where answers to a client go.</content>
internal sealed partial class SteeringProgram
{
    private const int LoopbackInterface = 1;

    private bool AnswersClients => _verb == Verb.Connect && Input.Bind.FeedsDatagrams;

    /// <summary>Goes to the relay instead of the client, before rules are asked: they are about where the program goes by itself.</summary>
    private void WriteFed()
    {
        if (!AnswersClients)
        {
            return;
        }
        Label other = new("no client"), wrongFamily = new("relay of another family");
        FindFedSocket(other);
        SetFedSource();
        FindRelay(other);
        PassIfGone(other);
        if (IsInet6 && _isDatagram)
        {
            RefuseV4(wrongFamily);
        }
        if (!IsInet6)
        {
            JumpUnlessV4(R10, Frame.Used, wrongFamily);
        }
        WriteUserAddress(R10, Frame.Used, Frame.UsedPort);
        Asm.Exit(Go);
        Asm.Mark(wrongFamily);
        Asm.Mov(R8, (int)Errno.EADDRNOTAVAIL);
        SetOutcome(Outcome.NoAddress);
        FailWithR8();
        Asm.Mark(other);
    }

    /// <summary>R8 = the state of the socket; to the label unless it is one of datagrams that is fed.</summary>
    private void FindFedSocket(Label other)
    {
        if (!_isDatagram)
        {
            Asm.Load(Size.Word, R1, R6, SockAddr.protocol);
            Asm.JumpIf32(Condition.NotEqual, R1, InConstants.IPPROTO_UDP, other);
        }
        FindSocketState(create: false);
        Asm.JumpIf(Condition.Equal, R0, 0, other);
        Asm.Mov(R8, R0);
        Asm.Load(Size.Word, R1, R8, SocketState.Flags);
        Asm.And32(R1, SocketState.IsFed);
        Asm.JumpIf32(Condition.Equal, R1, 0, other);
    }

    /// <summary>Puts the relay from which the asked client's datagrams came on the stack, as the address to use.</summary>
    private void FindRelay(Label other)
    {
        Asm.Load(Size.Double, R1, R6, SockAddr.sk);
        Asm.Load(Size.Word, R1, R1, BpfSock.src_port);
        FindPeer(Maps.Relays, R1, Frame.Asked, Frame.AskedPort);
        Asm.JumpIf(Condition.Equal, R0, 0, other);
        Copy16(R10, Frame.Used, R0, PeerValue.Address);
        Asm.Load(Size.Word, R1, R0, PeerValue.Number);
        Asm.Store(Size.Word, R10, Frame.UsedPort, R1);
    }

    // A relay that has been closed may have become another client's.
    private void PassIfGone(Label other)
    {
        FindClient(Frame.Used, Frame.UsedPort, other);
        for (var word = 0; word < 16; word += 8)
        {
            Asm.Load(Size.Double, R1, R7, ClientValue.Address + word);
            Asm.Load(Size.Double, R2, R10, Frame.Asked + word);
            Asm.JumpIf(Condition.NotEqual, R1, R2, other);
        }
        Asm.Load(Size.Word, R1, R7, ClientValue.Port);
        Asm.JumpIf(Condition.NotEqual, R1, R9, other);
    }

    // The kernel takes no v4-mapped address from this hook.
    private void RefuseV4(Label refuse)
    {
        var v6 = new Label("relay of IPv6");
        JumpUnlessV4(R10, Frame.Used, v6);
        Asm.Jump(refuse);
        Asm.Mark(v6);
    }

    // As if the socket were bound to the address at which it is fed: a relay takes answers from nowhere else.
    private void SetFedSource()
    {
        if (!_isDatagram || IsInet6)
        {
            return;
        }
        var set = new Label("source stands");
        Asm.Load(Size.Word, R1, R6, SockAddr.msg_src_ip4);
        Asm.JumpIf32(Condition.NotEqual, R1, 0, set);
        Asm.Load(Size.Word, R1, R8, SocketState.FedAt);
        Asm.Store(Size.Word, R6, SockAddr.msg_src_ip4, R1);
        Asm.Mark(set);
    }

    /// <summary>Lets a dual-stack socket be fed over both families: it stays on ::, and takes nothing but from loopback.</summary>
    /// <remarks>
    /// The kernel sends to an IPv4 relay only from IPv4, and to an IPv6 one only from IPv6, and only :: has both. TCP needs
    /// none of this, as its answers go where they came from.
    /// </remarks>
    private void KeepDualStack()
    {
        if (_verb != Verb.Bind || !IsInet6 || !_traits.FeedsDatagrams)
        {
            return;
        }
        Label steered = new("one family"), bound = new("loopback only");
        Asm.Load(Size.Word, R1, R7, RuleRecord.Flags);
        Asm.And32(R1, RuleRecord.FlagFedDualStack);
        Asm.JumpIf32(Condition.Equal, R1, 0, steered);
        Asm.Load(Size.Word, R1, R6, SockAddr.protocol);
        Asm.JumpIf32(Condition.NotEqual, R1, InConstants.IPPROTO_UDP, steered);
        for (var word = 0; word < 16; word += 8)
        {
            Asm.Load(Size.Double, R1, R10, Frame.Asked + word);
            Asm.JumpIf(Condition.NotEqual, R1, 0, steered);
        }
        BindToInterface(LoopbackInterface);
        Asm.JumpIf32(Condition.Equal, R0, 0, bound);
        FailWithR0(Outcome.OptionFailed);
        Asm.Mark(bound);
        Copy16(R10, Frame.Used, R10, Frame.Asked);
        Asm.Mark(steered);
    }

    /// <summary>Keeps with the state at R0 whether the socket is fed, and where. R7 is the record.</summary>
    private void RememberFed()
    {
        if (_verb != Verb.Bind || !_traits.Feeds)
        {
            return;
        }
        Asm.Load(Size.Word, R1, R7, RuleRecord.Flags);
        Asm.And32(R1, RuleRecord.FlagFed);
        Asm.Load(Size.Word, R2, R0, SocketState.Flags);
        Asm.And32(R2, ~(uint)SocketState.IsFed);
        Asm.Or(R2, R1);
        Asm.Store(Size.Word, R0, SocketState.Flags, R2);
        Asm.Load(Size.Word, R1, R7, RuleRecord.To4 + Slot.Address + 12);
        Asm.Store(Size.Word, R0, SocketState.FedAt, R1);
    }
}
