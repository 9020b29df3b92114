using Fairlead.Forward.Statistics;
using Fairlead.Linux;

namespace Fairlead.Forward.Tcp;

/// <content>From a predecessor, and to a successor.</content>
internal sealed partial class TcpConnection
{
    /// <summary>A connection that a predecessor left.</summary>
    public TcpConnection(TcpListener listener, ConnectionRecord record, ReadOnlySpan<int> descriptors)
        : this(listener, descriptors[0], record.Client)
    {
        (Stage, _attempts, _asked, Backend) = (record.Stage, record.Attempts, record.Asked, record.Backend);
        var used = 1;
        if (!Backend.IsEmpty)
        {
            BackendSide = new Side(this, descriptors[used++]) { Peer = ClientSide };
            ClientSide.Peer = BackendSide;
        }
        ClientSide.Resume(record.FromClient, PipeAt(descriptors, ref used, record.FromClient));
        BackendSide?.Resume(record.FromBackend, PipeAt(descriptors, ref used, record.FromBackend));
    }

    /// <summary>What a successor has to know.</summary>
    public ConnectionRecord Record() => new(
        Stage, _attempts, Client, _asked, BackendSide is null ? default : Backend, ClientSide.Record(),
        BackendSide?.Record() ?? default);

    /// <summary>The descriptors that belong to <see cref="Record"/>.</summary>
    public int[] Descriptors()
    {
        int[] backend = BackendSide is null ? [] : [BackendSide.Socket];
        return [ClientSide.Socket, .. backend, .. PipeOf(ClientSide), .. PipeOf(BackendSide)];
    }

    /// <summary>Goes on where the predecessor stopped: watching tells what is ready.</summary>
    public void Resume()
    {
        if (Stage == TcpStage.Header)
        {
            Begin();
            return;
        }
        if (Stage == TcpStage.Open)
        {
            _owner.Counters.Began();
            WakeWhenIdle();
        }
        else
        {
            Wake(Loop.Now + ConnectPatience);
        }
        if (Loop.Add(ClientSide.Socket, Side.Events, ClientSide) != Errno.None
            || Loop.Add(BackendSide!.Socket, Side.Events, BackendSide) != Errno.None)
        {
            Refuse(DropReason.NoDescriptor);
        }
    }

    private static Pipe PipeAt(ReadOnlySpan<int> descriptors, ref int at, SideRecord side) =>
        side.Held == 0 ? default : new Pipe(descriptors[at++], descriptors[at++]);

    private static int[] PipeOf(Side? side) => side is null || side.Pipe.IsNone ? [] : [side.Pipe.Read, side.Pipe.Write];
}
