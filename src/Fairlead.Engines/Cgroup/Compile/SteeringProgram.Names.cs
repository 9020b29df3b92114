using Fairlead.Bpf;
using Fairlead.Bpf.Extended;
using Fairlead.Linux;
using Fairlead.Rules;
using static Fairlead.Bpf.Extended.Register;

namespace Fairlead.Engines.Cgroup.Compile;

/// <content>What is kept of a socket, so that the program sees what it asked for.</content>
internal sealed partial class SteeringProgram
{
    /// <summary>Keeps what was asked if the rule hides; else forgets what an earlier call kept. R7 is the record.</summary>
    private void Remember()
    {
        if (!_traits.Hides)
        {
            Forget();
            return;
        }
        Label open = new("does not hide"), kept = new("kept");
        Asm.Load(Size.Word, R1, R7, RuleRecord.Flags);
        Asm.And32(R1, RuleRecord.FlagHide);
        Asm.JumpIf32(Condition.Equal, R1, 0, open);
        if (!_isDatagram)
        {
            RememberState();
        }
        if (_verb == Verb.Connect)
        {
            RememberDatagramPeer(kept);
        }
        Asm.Jump(kept);
        Asm.Mark(open);
        Forget();
        Asm.Mark(kept);
    }

    private void RememberState()
    {
        var found = new Label("socket state");
        FindSocketState(create: true);
        Asm.JumpIf(Condition.NotEqual, R0, 0, found);
        Fail(Outcome.NoMemory, Errno.ENOMEM);
        Asm.Mark(found);
        var (address, port, flag) = _verb == Verb.Bind
            ? (SocketState.Local, SocketState.LocalPort, SocketState.HidesLocal)
            : (SocketState.Peer, SocketState.PeerPort, SocketState.HidesPeer);
        AddFlag(flag);
        RememberFed();
        Asm.Store(Size.Word, R0, port, R9);
        Copy16(R0, address, R10, Frame.Asked);
        if (_verb == Verb.Bind)
        {
            Asm.Load(Size.Word, R1, R10, Frame.UsedPort);
            Asm.Store(Size.Word, R0, SocketState.UsedPort, R1);
        }
    }

    /// <summary>Notes that a bind to the wildcard address has been seen: see <see cref="ListenProgram"/>.</summary>
    private void NoteBound()
    {
        if (!_closesListeners)
        {
            return;
        }
        var noted = new Label("noted");
        Asm.Load(Size.Word, R1, R6, SockAddr.protocol);
        Asm.JumpIf32(Condition.NotEqual, R1, InConstants.IPPROTO_TCP, noted);
        Asm.Load(Size.Word, R1, R10, Frame.Used + 12);
        Asm.JumpIf32(Condition.NotEqual, R1, 0, noted);
        Asm.Load(Size.Double, R1, R10, Frame.Used);
        Asm.JumpIf(Condition.NotEqual, R1, 0, noted);
        FindSocketState(create: true);
        Asm.JumpIf(Condition.Equal, R0, 0, noted);
        AddFlag(SocketState.IsBound);
        Asm.Load(Size.Word, R1, R10, Frame.UsedPort);
        Asm.Store(Size.Word, R0, SocketState.BoundPort, R1);
        Asm.Mark(noted);
    }

    /// <summary>Notes whom the program takes the new peer for: what recvfrom(2) shows of its datagrams.</summary>
    private void RememberDatagramPeer(Label kept)
    {
        WriteDatagramPeer(kept);
        Copy16(R10, Frame.PeerName + PeerValue.Address, R10, Frame.Asked);
        Asm.Store(Size.Double, R10, Frame.PeerName + PeerValue.Number, R9);
        SetPeer(Maps.HiddenPeers);
    }

    // The program has named the peer itself by now, and is to see it.
    private void ForgetDatagramPeer()
    {
        var forgotten = new Label("no datagrams");
        WriteDatagramPeer(forgotten);
        Asm.LoadMap(R1, Maps.HiddenPeers);
        Address(R2, Frame.Peer);
        Asm.Call(HelperFunction.MapDelete);
        Asm.Mark(forgotten);
    }

    /// <summary>The key of the peer that is used; a socket of TCP, whose peer is known by its state, goes to the label.</summary>
    private void WriteDatagramPeer(Label tcp)
    {
        if (!_isDatagram)
        {
            Asm.Load(Size.Word, R1, R6, SockAddr.protocol);
            Asm.JumpIf32(Condition.Equal, R1, InConstants.IPPROTO_TCP, tcp);
        }
        ReadCookie();
        WritePeerKey(R0, Frame.Used, Frame.UsedPort);
    }

    /// <summary>Adds a flag to the state of the socket at R0. R1 and R2 are lost.</summary>
    private void AddFlag(int flag)
    {
        Asm.Load(Size.Word, R1, R0, SocketState.Flags);
        Asm.Mov(R2, flag);
        Asm.Or(R1, R2);
        Asm.Store(Size.Word, R0, SocketState.Flags, R1);
    }

    private void Forget()
    {
        if (_verb == Verb.Connect && _traits.Hides)
        {
            ForgetDatagramPeer();
        }
        if (Remembered == 0)
        {
            return;
        }
        var nothing = new Label("nothing kept");
        FindSocketState(create: false);
        Asm.JumpIf(Condition.Equal, R0, 0, nothing);
        Asm.Load(Size.Word, R1, R0, SocketState.Flags);
        Asm.And32(R1, ~(uint)Remembered);
        Asm.Store(Size.Word, R0, SocketState.Flags, R1);
        Asm.Mark(nothing);
    }
}
