using Fairlead.Linux;
using Fairlead.Mirror.Frames;
using Fairlead.Mirror.Sockets;

namespace Fairlead.Mirror.Agent.Passive;

/// <summary>A client's TCP connection as its packets tell it: what the client sends, in order.</summary>
/// <remarks>
/// Order of events. The client asks (SYN); with its next segment it is known that it was answered, and the feeder is told; bytes
/// go there in order, each once; the client ends (FIN) or breaks off (RST). What is missing for too long, or with too much
/// behind it, was lost here: the copy ends as a gap. A feeder's program that is too slow loses its copy.
/// </remarks>
internal sealed class CopiedConnection(CopiedConnections owner, SocketName client, SocketName server, uint first) : IStream
{
    /// <summary>How long what is missing is waited for, in milliseconds: longer than a client takes to send it again.</summary>
    private const int GapPatience = 2000;

    private readonly SegmentQueue _queue = new(owner.Held);
    private int _credit = owner.Session.Link.Windows.There;
    private long _missingSince;

    /// <summary>Client and server.</summary>
    public (SocketName Client, SocketName Server) Key => (client, server);

    /// <summary>Its stream; 0: it does not stand yet.</summary>
    public uint Stream { get; private set; }

    /// <summary>Whether a request is the one that this began with, sent again.</summary>
    public bool IsBegunBy(uint sequence) => sequence == first;

    /// <summary>A segment of the client.</summary>
    public void Take(in TcpSegment segment)
    {
        // The request has the number before the first byte's.
        var position = _queue.Next + (int)(segment.Sequence - (first + 1 + (uint)_queue.Next));
        if (segment.IsRst)
        {
            BreakOff(position);
        }
        else if (segment.IsAck)
        {
            Open();
            Add(segment, position);
        }
    }

    /// <summary>Gives up what is missing for too long.</summary>
    public void Tick(long now)
    {
        if (!_queue.HasGap)
        {
            _missingSince = 0;
        }
        else if (_missingSince == 0)
        {
            _missingSince = now;
        }
        else if (now - _missingSince > GapPatience)
        {
            Drop(DroppedCopy.Gap);
        }
    }

    /// <summary>Ends the copy. Why is counted: by the feeder, where it knows of the copy.</summary>
    public void Drop(string reason)
    {
        if (Stream == 0)
        {
            owner.Session.Counters.Drop(reason);
        }
        Reset(reason, Errno.None);
    }

    /// <inheritdoc/>
    public void Received(in FrameHeader header, ReadOnlySpan<byte> payload)
    {
        switch (header.Type)
        {
            case FrameType.Opened:
                break;
            case FrameType.Credit:
                _credit += Link.ReadCredit(payload);
                break;
            case FrameType.Reset:
                Forget();
                break;
            default:
                throw new ProtocolException($"the feeder sent {header.Type} on a copied connection");
        }
    }

    /// <inheritdoc/>
    public void Abandon()
    {
    }

    private void Open()
    {
        if (Stream == 0)
        {
            Stream = owner.Open(this);
        }
    }

    private void Add(in TcpSegment segment, long position)
    {
        if (segment.IsFin)
        {
            _queue.End(position + segment.Data.Length);
        }
        if (!_queue.TryAdd(position, segment.Data, out var now))
        {
            Drop(DroppedCopy.Gap);
            return;
        }
        while (!now.IsEmpty)
        {
            if (!TrySend(now))
            {
                return;
            }
            _ = _queue.TryTake(out now);
        }
        if (_queue.IsOver)
        {
            owner.Session.Link.Send(FrameType.End, Stream, []);
            Forget();
        }
    }

    private bool TrySend(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > _credit)
        {
            Drop(ResetReason.Overrun);
            return false;
        }
        _credit -= bytes.Length;
        owner.Session.Counters.Bytes += bytes.Length;
        while (!bytes.IsEmpty)
        {
            var part = bytes[..Math.Min(bytes.Length, FrameHeader.MostPayload)];
            owner.Session.Link.Send(FrameType.Data, Stream, part);
            bytes = bytes[part.Length..];
        }
        return true;
    }

    // One that is not at the next byte does not end the connection: it may be forged (RFC 5961), and if not, bytes are missing.
    private void BreakOff(long position)
    {
        if (position == _queue.Next)
        {
            Reset(ResetReason.Socket, Errno.ECONNRESET);
        }
        else if (position > _queue.Next)
        {
            _queue.End(position);
        }
    }

    private void Reset(string reason, Errno errno)
    {
        if (Stream != 0)
        {
            owner.Session.Link.SendReset(Stream, reason, errno);
        }
        Forget();
    }

    private void Forget()
    {
        _queue.Clear();
        owner.Forget(this);
    }
}
