using Fairlead.Forward.Loop;
using Fairlead.Linux;
using static Fairlead.Linux.epoll_event;
using static Fairlead.Linux.FcntlConstants;

namespace Fairlead.Forward.Tcp;

/// <summary>One side of a connection: its socket, and what came from there and is not passed on yet.</summary>
/// <remarks>
/// <para>Goal. Data moves from socket to socket through a pipe, without a copy, and no more is read than one pipe holds
/// while the other side does not take it: so the sender is held back by its own window, as on a direct owner.</para>
/// <para>Order of events. A pipe is filled only when it is empty: so EAGAIN while reading means that no data is there, not
/// that the pipe is full, and the end of the data is found when all before it was passed on. epoll(7) is edge-triggered: what
/// it told holds until a call says EAGAIN.</para>
/// <para>Limits. An urgent byte (MSG_OOB) is not carried; what follows it is. After some rounds others have their turn; changing what is watched
/// makes epoll tell again of what is ready.</para>
/// <para>State, for whoever takes a connection over: <see cref="Socket"/>; <see cref="Held"/> bytes in <see cref="Pipe"/>;
/// <see cref="HasEnded"/> and <see cref="IsBroken"/>. All else follows from the sockets.</para>
/// </remarks>
internal sealed class Side(ISideOwner owner, int socket) : IReady
{
    /// <summary>What is watched.</summary>
    public const uint Events = EPOLLIN | EPOLLPRI | EPOLLOUT | EPOLLRDHUP | EPOLLET;

    private const int MostRounds = 16;

    private bool _mayRead;
    private bool _mayWrite;
    private bool _hasUrgent;

    public int Socket => socket;

    /// <summary>The other side; null before there is one.</summary>
    public Side? Peer { get; set; }

    /// <summary>The pipe with what was read here; none where nothing is held.</summary>
    public Pipe Pipe { get; private set; }

    /// <summary>How many bytes are in the pipe.</summary>
    public int Held { get; private set; }

    /// <summary>
    /// Whether all that can come from here was read and passed on: the end of the data too, unless the side is broken.
    /// </summary>
    public bool HasEnded { get; private set; }

    /// <summary>Whether the connection was reset from here, or lost. What came before may still wait to be read.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>How many bytes from here were passed on.</summary>
    public long Passed { get; private set; }

    /// <inheritdoc/>
    public void Ready(uint events)
    {
        _mayRead |= (events & ~EPOLLOUT) != 0;
        _mayWrite |= (events & (EPOLLOUT | EPOLLERR | EPOLLHUP)) != 0;
        _hasUrgent |= (events & EPOLLPRI) != 0;
        IsBroken |= (events & EPOLLERR) != 0;
        owner.Ready(this, events);
    }

    /// <summary>Passes on what comes from here, as far as both sides are ready.</summary>
    public void Pump()
    {
        if (Peer!.IsBroken)
        {
            Discard();
            return;
        }
        for (var round = 0; round < MostRounds; round++)
        {
            if (!TryEmpty(Peer) || !TryFill(Peer))
            {
                return;
            }
        }
        owner.Loop.Change(Peer.Socket, Events);
    }

    /// <summary>Lets bytes go ahead of what comes from here, before anything is read.</summary>
    public bool TryPutAhead(ReadOnlySpan<byte> bytes)
    {
        if (TryTakePipe())
        {
            Held = Math.Max(0, Libc.write(Pipe.Write, bytes).Int);
        }
        return Held == bytes.Length;
    }

    /// <summary>What a successor has to know.</summary>
    public SideRecord Record() => new(Held, HasEnded, IsBroken, Passed);

    /// <summary>Goes on where a predecessor stopped.</summary>
    public void Resume(in SideRecord record, Pipe pipe) =>
        (Pipe, Held, HasEnded, IsBroken, Passed) = (pipe, record.Held, record.HasEnded, record.IsBroken, record.Passed);

    /// <summary>Throws away what is held.</summary>
    public void Discard()
    {
        if (!Pipe.IsNone)
        {
            Pipe.Close();
            (Pipe, Held) = (default, 0);
        }
    }

    // Whether nothing is held any more.
    private bool TryEmpty(Side to)
    {
        while (Held > 0)
        {
            if (!to._mayWrite)
            {
                return false;
            }
            var passable = owner.Passable(this);
            if (passable == 0)
            {
                return false;
            }
            var moved = Splice(Pipe.Read, to.Socket, passable);
            if (!moved.Ok)
            {
                to._mayWrite = false;
                to.IsBroken |= moved.Errno != Errno.EAGAIN;
                return false;
            }
            Held -= moved.Int;
            owner.Moved(this, moved.Int);
            Passed += moved.Int;
        }
        ReturnPipe();
        return true;
    }

    // Whether something is held.
    private bool TryFill(Side to)
    {
        if (HasEnded || !_mayRead || !TryTakePipe())
        {
            return false;
        }
        var moved = Splice(socket, Pipe.Write, PipePool.Size);
        if (moved.Value <= 0 && _hasUrgent)
        {
            moved = ReadPastUrgent();
        }
        if (moved.Value > 0)
        {
            Held = moved.Int;
            return true;
        }
        ReturnPipe();
        _mayRead = false;
        if (moved.Errno != Errno.EAGAIN)
        {
            IsBroken |= !moved.Ok;
            End(to);
        }
        return false;
    }

    private void End(Side to)
    {
        HasEnded = true;
        if (!IsBroken)
        {
            _ = Libc.shutdown(to.Socket, SocketConstants.SHUT_WR);
        }
    }

    private bool TryTakePipe()
    {
        if (!owner.Pipes.TryTake(out var pipe))
        {
            owner.TryLater();
            return false;
        }
        Pipe = pipe;
        return true;
    }

    private void ReturnPipe()
    {
        if (!Pipe.IsNone)
        {
            owner.Pipes.Return(Pipe);
            Pipe = default;
        }
    }

    // splice(2) stops ahead of an urgent byte, and says that no data is there, or that it has ended; recv(2) skips that byte.
    private SysResult ReadPastUrgent()
    {
        _hasUrgent = false;
        Span<byte> bytes = stackalloc byte[1024];
        var got = Libc.recv(socket, bytes, 0);
        return got.Value > 0 ? Libc.write(Pipe.Write, bytes[..got.Int]) : got;
    }

    private static SysResult Splice(int from, int to, int count)
    {
        SysResult moved;
        do
        {
            moved = Libc.splice(from, to, (nuint)count, SPLICE_F_MOVE | SPLICE_F_NONBLOCK);
        }
        while (moved.Errno == Errno.EINTR);
        return moved;
    }
}
