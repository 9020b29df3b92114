using Fairlead.Bpf;
using Fairlead.Bpf.Extended;
using static Fairlead.Bpf.Extended.Register;

namespace Fairlead.Engines.Cgroup.Compile;

/// <content>Sockets that Fairlead feeds: the client is shown in the place of the relay, and the server that it asked.</content>
internal sealed partial class NameProgram
{
    /// <summary>Ends with the client's name, if the peer on the stack stands for one that the socket's family can show.</summary>
    private void ShowClient(bool notesRelay)
    {
        var other = new Label("nobody's relay");
        FindState(SocketState.IsFed, other);
        FindClient(Frame.Asked, Frame.AskedPort, other);
        JumpUnlessOfFamily(ClientValue.Address, other);
        if (notesRelay)
        {
            NoteRelay();
        }
        WriteUserAddress(R7, ClientValue.Address, ClientValue.Port);
        Asm.Jump(_pass);
        Asm.Mark(other);
    }

    /// <summary>Notes where answers to the client at R7 go: to the peer on the stack.</summary>
    private void NoteRelay()
    {
        Label changed = new("another relay"), noted = new("relay is noted");
        Copy16(R10, Frame.Used, R7, ClientValue.Address);
        Asm.Load(Size.Word, R1, R7, ClientValue.Port);
        Asm.Store(Size.Word, R10, Frame.UsedPort, R1);
        Asm.Load(Size.Double, R1, R6, SockAddr.sk);
        Asm.Load(Size.Word, R1, R1, BpfSock.src_port);
        FindPeer(Maps.Relays, R1, Frame.Used, Frame.UsedPort);
        Copy16(R10, Frame.PeerName + PeerValue.Address, R10, Frame.Asked);
        Asm.Store(Size.Double, R10, Frame.PeerName + PeerValue.Number, R9);
        Asm.JumpIf(Condition.Equal, R0, 0, changed);
        for (var word = 0; word < PeerValue.Length; word += 8)
        {
            Asm.Load(Size.Double, R1, R0, word);
            Asm.Load(Size.Double, R2, R10, Frame.PeerName + word);
            Asm.JumpIf(Condition.NotEqual, R1, R2, changed);
        }
        Asm.Jump(noted);
        Asm.Mark(changed);
        SetPeer(Maps.Relays);
        Asm.Mark(noted);
    }

    /// <summary>Ends with the server that the client asked, if the socket's peer stands for one.</summary>
    private void ShowServer()
    {
        var other = new Label("nobody's server");
        FindState(SocketState.IsFed, other);
        ReadPeer(other);
        FindClient(Frame.Asked, Frame.AskedPort, other);
        JumpUnlessOfFamily(ClientValue.Server, other);
        WriteUserAddress(R7, ClientValue.Server, ClientValue.ServerPort);
        Asm.Jump(_pass);
        Asm.Mark(other);
    }

    /// <summary>Puts the peer of the socket on the stack; to the label where it has none.</summary>
    private void ReadPeer(Label none)
    {
        Asm.Load(Size.Double, R3, R6, SockAddr.sk);
        Asm.Load(Size.Word, R1, R3, BpfSock.dst_port);
        Asm.JumpIf32(Condition.Equal, R1, 0, none);
        Asm.ToBigEndian(R1, 16);
        Asm.Store(Size.Word, R10, Frame.AskedPort, R1);
        if (!IsInet6)
        {
            Asm.Load(Size.Word, R1, R3, BpfSock.dst_ip4);
            WriteMapped(Frame.Asked, R1);
            return;
        }
        for (var word = 0; word < 16; word += 4)
        {
            Asm.Load(Size.Word, R1, R3, BpfSock.dst_ip6 + word);
            Asm.Store(Size.Word, R10, Frame.Asked + word, R1);
        }
    }

    private void JumpUnlessOfFamily(int address, Label other)
    {
        if (!IsInet6)
        {
            JumpUnlessV4(R7, address, other);
        }
    }
}
