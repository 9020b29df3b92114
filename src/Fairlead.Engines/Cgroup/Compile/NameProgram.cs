using Fairlead.Bpf;
using Fairlead.Bpf.Extended;
using static Fairlead.Bpf.Extended.Register;

namespace Fairlead.Engines.Cgroup.Compile;

/// <summary>The program of getsockname, getpeername or recvmsg: shows what the program asked for, where a rule hides the truth.</summary>
/// <remarks>These hooks must return 1; they cannot fail a call.</remarks>
internal sealed partial class NameProgram(Hook hook, CompileInput input) : ProgramWriter(hook, input)
{
    private const int TCP_ESTABLISHED = 1;
    private readonly Label _pass = new("truth");

    protected override void WriteBody()
    {
        if (Hook == Hook.RecvMsg4 || Hook == Hook.RecvMsg6)
        {
            WriteReceived();
        }
        else if (Hook == Hook.GetPeerName4 || Hook == Hook.GetPeerName6)
        {
            WritePeer();
        }
        else
        {
            WriteLocal();
        }
        Asm.Mark(_pass);
        Asm.Exit(Go);
    }

    private void WritePeer()
    {
        if (Input.Bind.Feeds)
        {
            ReadUserAddress(Frame.Asked, Frame.AskedPort);
            ShowClient(notesRelay: false);
        }
        if (Input.Connect.Hides)
        {
            FindState(SocketState.HidesPeer, _pass);
            WriteUserAddress(R7, SocketState.Peer, SocketState.PeerPort);
        }
    }

    private void WriteReceived()
    {
        ReadUserAddress(Frame.Asked, Frame.AskedPort);
        if (Input.Bind.FeedsDatagrams)
        {
            ShowClient(notesRelay: true);
        }
        if (!Input.Datagrams.Hides)
        {
            return;
        }
        ReadCookie();
        FindPeer(Maps.HiddenPeers, R0, Frame.Asked, Frame.AskedPort);
        Asm.JumpIf(Condition.Equal, R0, 0, _pass);
        WriteUserAddress(R0, PeerValue.Address, PeerValue.Number);
    }

    // A bind that failed has left a name: a socket without a port, or with another one, shows the truth.
    private void WriteLocal()
    {
        Asm.Load(Size.Word, R9, R6, SockAddr.user_port);
        Asm.JumpIf32(Condition.Equal, R9, 0, _pass);
        if (Input.Bind.Feeds)
        {
            ShowServer();
        }
        FindState(SocketState.HidesLocal, _pass);
        Label port = new("port"), used = new("port that was used");
        Asm.Load(Size.Word, R1, R7, SocketState.UsedPort);
        Asm.JumpIf32(Condition.Equal, R1, 0, used);
        Asm.ToBigEndian(R1, 16);
        Asm.JumpIf(Condition.NotEqual, R1, R9, _pass);
        Asm.Mark(used);
        JumpIfAcceptedOnWildcard(port);
        WriteLocalAddress();
        Asm.Mark(port);
        Asm.Load(Size.Word, R1, R7, SocketState.LocalPort);
        Asm.JumpIf32(Condition.Equal, R1, 0, _pass);
        Asm.ToBigEndian(R1, 16);
        Asm.Store(Size.Word, R6, SockAddr.user_port, R1);
    }

    private void WriteLocalAddress()
    {
        if (IsInet6)
        {
            Copy16(R6, SockAddr.user_ip6, R7, SocketState.Local);
            return;
        }
        Asm.Load(Size.Word, R1, R7, SocketState.Local + 12);
        Asm.Store(Size.Word, R6, SockAddr.user_ip4, R1);
    }

    // A connection that a listener on the wildcard address accepted has the address that was called.
    private void JumpIfAcceptedOnWildcard(Label port)
    {
        var named = new Label("not the wildcard");
        if (IsInet6)
        {
            Asm.Load(Size.Double, R1, R7, SocketState.Local);
            Asm.JumpIf(Condition.NotEqual, R1, 0, named);
        }
        Asm.Load(Size.Word, R1, R7, SocketState.Local + 12);
        Asm.JumpIf32(Condition.NotEqual, R1, 0, named);
        Asm.Load(Size.Double, R1, R6, SockAddr.sk);
        Asm.Load(Size.Word, R1, R1, BpfSock.state);
        Asm.JumpIf32(Condition.Equal, R1, TCP_ESTABLISHED, port);
        Asm.Mark(named);
    }

    /// <summary>R7 = the state of the socket, if it has the flag; else to the label.</summary>
    private void FindState(int flag, Label other)
    {
        FindSocketState(create: false);
        Asm.JumpIf(Condition.Equal, R0, 0, other);
        Asm.Mov(R7, R0);
        Asm.Load(Size.Word, R1, R7, SocketState.Flags);
        Asm.And32(R1, (uint)flag);
        Asm.JumpIf32(Condition.Equal, R1, 0, other);
    }
}
