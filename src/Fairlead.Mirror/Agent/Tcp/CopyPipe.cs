using Fairlead.Forward.Tcp;
using Fairlead.Linux;
using Fairlead.Mirror.Frames;
using static Fairlead.Linux.FcntlConstants;

namespace Fairlead.Mirror.Agent.Tcp;

/// <summary>A copy of one direction of a connection on its way to the feeder.</summary>
/// <remarks>
/// tee(2) duplicates what waits in a pipe into another one, without moving a byte; from there it goes into the link. The pipe is the bound of what waits here: one that is full says so, and the connection's owner decides.
/// </remarks>
/// <param name="link">The link.</param>
/// <param name="pipes">Where pipes come from: one is held only while something waits.</param>
/// <param name="stream">The stream.</param>
/// <param name="data">The type of its frames.</param>
/// <param name="end">The type of the last one.</param>
/// <param name="credit">How many bytes the feeder takes before it grants more.</param>
internal sealed class CopyPipe(Link link, PipePool pipes, uint stream, FrameType data, FrameType end, long credit)
{
    private Pipe _pipe;
    private int _held;
    private int _ahead;
    private bool _mustEnd;
    private long _answered;
    private bool _isReset;
    private bool _isOver;
    private long _credit = credit;

    /// <summary>Whether something waits.</summary>
    public bool IsWaiting => _held > 0;

    /// <summary>Whether it waits for the link, and not for credit.</summary>
    public bool WaitsForLink => _held > 0 && _credit > 0;

    /// <summary>Copies what is at the beginning of a pipe, and leaves it there until it is passed on.</summary>
    /// <returns>How many bytes at the beginning are copied; 0: this is full.</returns>
    public int Duplicate(Pipe from, int count)
    {
        if (_ahead == 0 && (!_pipe.IsNone || pipes.TryTake(out _pipe)))
        {
            _ahead = Math.Max(0, Libc.tee(from.Read, _pipe.Write, (nuint)count, SPLICE_F_NONBLOCK).Int);
            _held += _ahead;
            Pump();
        }
        return _ahead;
    }

    /// <summary>What was copied is passed on.</summary>
    public void Passed(int bytes) => _ahead = Math.Max(0, _ahead - bytes);

    /// <summary>The feeder takes more.</summary>
    public void Grant(int bytes)
    {
        _credit += bytes;
        Pump();
    }

    /// <summary>Nothing more is copied.</summary>
    /// <param name="answered">How many bytes the other side has answered to all that was copied; 0: it has not.</param>
    public void End(long answered = 0)
    {
        if (!_mustEnd)
        {
            (_mustEnd, _answered) = (true, answered);
        }
        Pump();
    }

    /// <summary>The connection was reset: the copy is, too, once what came before has gone.</summary>
    public void Reset()
    {
        _isReset = true;
        End();
    }

    /// <summary>Sends what waits, as far as the feeder and the link take it.</summary>
    public void Pump()
    {
        while (_held > 0 && _credit > 0)
        {
            var count = (int)Math.Min(Math.Min(_held, _credit), FrameHeader.MostPayload);
            if (!link.TrySend(data, stream, _pipe.Read, count))
            {
                break;
            }
            _held -= count;
            _credit -= count;
        }
        if (_held == 0)
        {
            ReturnPipe();
            if (_mustEnd && !_isOver)
            {
                _isOver = true;
                SendEnd();
            }
        }
    }

    private void SendEnd()
    {
        if (_isReset)
        {
            link.SendReset(stream, ResetReason.Socket, Errno.ECONNRESET);
        }
        else
        {
            link.SendEnd(end, stream, _answered);
        }
    }

    /// <summary>Throws away what waits.</summary>
    public void Drop()
    {
        _isOver = true;
        _held = 0;
        if (!_pipe.IsNone)
        {
            _pipe.Close();
            _pipe = default;
        }
    }

    private void ReturnPipe()
    {
        if (!_pipe.IsNone)
        {
            pipes.Return(_pipe);
            _pipe = default;
        }
    }
}
