using Fairlead.Engines.Feeding;
using Fairlead.Linux;
using Fairlead.Mirror.Frames;
using Fairlead.Mirror.Sockets;
using Fairlead.Rules;

namespace Fairlead.Mirror.Feed.Context;

/// <summary>A TCP connection of the program that the agent makes.</summary>
/// <remarks>
/// Order of events: <see cref="OutgoingRelay"/>. What the remote says before the program's socket is there waits: the agent
/// has credit for no more than one window. The eventfd is the loop's, which closes it once the supervisor has its answer.
/// </remarks>
internal sealed class OutgoingStream : OutgoingAttempt, IStream, IStreamOwner
{
    private readonly FeedSession _session;
    private readonly RelayListener _listener;
    private readonly uint _stream;
    private readonly int _ready;
    private readonly Queue<(FrameHeader Header, byte[] Payload)> _early = new();
    private SocketName _local;
    private Errno _result;
    private StreamSocket? _joined;
    private bool _isTold;
    private bool _isOver;

    private OutgoingStream(FeedSession session, RelayListener listener)
    {
        (_session, _listener, _stream) = (session, listener, session.NewStream());
        _ready = LinuxException.Check(Libc.eventfd(0, FcntlConstants.O_CLOEXEC | FcntlConstants.O_NONBLOCK), "eventfd");
    }

    /// <inheritdoc/>
    public override int Ready => _ready;

    /// <inheritdoc/>
    public override Errno Result => _result;

    /// <inheritdoc/>
    public override (Address Address, ushort Port) Relay => (_listener.Name.Address, _listener.Name.Port);

    /// <inheritdoc/>
    public override (Address Address, ushort Port) Local => (_local.Address, _local.Port);

    /// <summary>Begins. From any thread.</summary>
    public static OutgoingStream Begin(FeedSession session, RelayListener listener, SocketName server)
    {
        var attempt = new OutgoingStream(session, listener);
        var message = new OpenMessage(0, "tcp", "", server.ToString());
        session.Loop.Post(() => session.Begin(
            attempt._stream, attempt, link => link.Send(FrameType.Open, attempt._stream, message, Messages.Default.OpenMessage)));
        return attempt;
    }

    /// <inheritdoc/>
    public override void Connected(Address source, ushort port) => _session.Loop.Post(() =>
    {
        _ = Libc.close(_ready);
        if (!_isOver)
        {
            _listener.Expect(new SocketName(source, port), this);
        }
    });

    /// <inheritdoc/>
    public override void Dispose() => _session.Loop.Post(() =>
    {
        _ = Libc.close(_ready);
        GiveUp();
    });

    /// <summary>Nobody wants it any more.</summary>
    public void GiveUp()
    {
        if (!_isOver)
        {
            _session.Link.SendReset(_stream, ResetReason.LocalClosed);
            Forget();
        }
    }

    /// <summary>The program's socket is here.</summary>
    public void Join(int socket)
    {
        _joined = new StreamSocket(_session.Loop, _session.Link, _stream, socket, this);
        _joined.Watch();
        while (_early.TryDequeue(out var early))
        {
            _joined.Received(early.Header, early.Payload);
        }
    }

    /// <inheritdoc/>
    public void Received(in FrameHeader header, ReadOnlySpan<byte> payload)
    {
        if (_joined is not null)
        {
            _joined.Received(header, payload);
            return;
        }
        switch (header.Type)
        {
            case FrameType.Opened when SocketName.TryParse(Link.Read(payload, Messages.Default.OpenedMessage).Local, out _local):
                Tell(Errno.None);
                break;
            case FrameType.Refused:
                Forget();
                Tell((Errno)Link.Read(payload, Messages.Default.RefusedMessage).Errno is var errno and not Errno.None
                    ? errno : Errno.ENETUNREACH);
                break;
            case FrameType.Data or FrameType.Credit or FrameType.End or FrameType.Reset:
                _early.Enqueue((header, payload.ToArray()));
                break;
            default:
                throw new ProtocolException($"the agent sent {header.Type} for a connection that it was to make");
        }
    }

    /// <inheritdoc/>
    public ISink? Sink => _joined;

    /// <inheritdoc/>
    public void Abandon()
    {
        if (_joined is not null)
        {
            _joined.Abandon();
            return;
        }
        Forget();
        if (!_isTold)
        {
            Tell(Errno.ENETUNREACH);
        }
    }

    /// <inheritdoc/>
    public void Closed(uint stream, string? reason, Errno errno) => Forget();

    private void Forget()
    {
        _isOver = true;
        _early.Clear();
        _session.Remove(_stream);
    }

    // The write makes the fields known to the supervisor's thread, which reads them when it has seen the event.
    private void Tell(Errno result)
    {
        (_result, _isTold) = (result, true);
        _ = Libc.write(_ready, BitConverter.GetBytes(1ul));
    }
}
