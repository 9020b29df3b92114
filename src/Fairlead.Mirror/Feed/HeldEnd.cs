using Fairlead.Forward.Loop;
using Fairlead.Mirror.Frames;
using Fairlead.Mirror.Sockets;

namespace Fairlead.Mirror.Feed;

/// <summary>The end of a client that left with the real program's answer, before the local one has answered.</summary>
/// <remarks>
/// <para>Goal. Servers take the end of a client for its loss, and drop what it asked for. The real program saw the end after it
/// had answered, and so does the local one, however slow it is: it may be under a debugger.</para>
/// <para>Order of events. The end comes, and the agent says with it how much the client had been answered; it is looked at every
/// quarter of a second; once the local program has answered as much and says nothing more, or has answered something and is
/// silent for two seconds, the end is given to it.</para>
/// <para>Limits. None is held for more than ten seconds, nor more than 256 at once: a local program may answer nothing at all.</para>
/// </remarks>
internal sealed class HeldEnd : Timed
{
    private const int Look = 250;
    private const int Silence = 2_000;
    private const int Patience = 10_000;
    private const int Most = 256;
    private readonly FeedSession _session;
    private readonly StreamSocket _socket;
    private readonly FrameHeader _end;
    private readonly long _answered;
    private readonly long _begun;
    private long _read = -1;
    private long _readAt;
    private bool _isOver;

    private HeldEnd(FeedSession session, StreamSocket socket, in FrameHeader end, long answered) =>
        (_session, _socket, _end, _answered, _begun) = (session, socket, end, answered, session.Loop.Now);

    /// <summary>Holds an end; null: too many are held already.</summary>
    /// <param name="session">The session.</param>
    /// <param name="socket">The local program's connection.</param>
    /// <param name="end">The frame.</param>
    /// <param name="answered">How many bytes the real program has answered.</param>
    public static HeldEnd? TryHold(FeedSession session, StreamSocket socket, in FrameHeader end, long answered)
    {
        if (session.HeldEnds >= Most)
        {
            return null;
        }
        session.HeldEnds++;
        var held = new HeldEnd(session, socket, end, answered);
        session.Loop.Timers.Set(held, session.Loop.Now + Look);
        return held;
    }

    /// <summary>The connection is over.</summary>
    public void Cancel()
    {
        if (!_isOver)
        {
            _isOver = true;
            _session.HeldEnds--;
            _session.Loop.Timers.Cancel(this);
        }
    }

    /// <inheritdoc/>
    internal override void Expire()
    {
        var now = _session.Loop.Now;
        var isSilent = _socket.Read == _read;
        var hasAnswered = isSilent && (_read >= _answered || (_socket.HasAnswered && now - _readAt >= Silence));
        if (hasAnswered || _socket.HasSaidAll || now - _begun > Patience)
        {
            Cancel();
            _socket.Received(_end, []);
            return;
        }
        if (!isSilent)
        {
            (_read, _readAt) = (_socket.Read, now);
        }
        _session.Loop.Timers.Set(this, now + Look);
    }
}
