using System.Diagnostics;
using System.Runtime.ExceptionServices;
using Fairlead.Engines.Feeding;
using Fairlead.Forward.Loop;
using Fairlead.Linux;
using Fairlead.Mirror.Feed.Files;
using Fairlead.Mirror.Frames;
using Fairlead.Mirror.Sockets;
using Fairlead.Rules;

namespace Fairlead.Mirror.Feed;

/// <summary>The session with an agent, on the side of the local program.</summary>
/// <remarks>
/// <para>Everything belongs to one loop, which runs beside the engine's own thread. Questions are asked by
/// <see cref="Ask{T}"/> from any other thread, which waits for the answer.</para>
/// <para>Order of events. Hello and welcome; subscriptions, each answered; then the agent opens a stream for each connection, and a
/// <see cref="FedConnection"/> takes it to the local program. The end of the stream ends all.</para>
/// </remarks>
internal sealed class FeedSession : Timed, ILinkOwner, IDisposable
{
    private const int TickEvery = 1000;
    private readonly Dictionary<uint, Answer> _waiting = [];
    private readonly Dictionary<uint, OpenedFeed> _feeds = [];
    private readonly Dictionary<uint, IFed> _connections = [];
    private readonly Dictionary<uint, IStream> _streams = [];
    private readonly IFeedEvents _events;
    private uint _lastStream = 1;
    private volatile bool _isOver;
    private string? _why;

    /// <param name="input">What the agent says.</param>
    /// <param name="output">What it is told.</param>
    /// <param name="address">Where the local program is.</param>
    /// <param name="events">Who is told what happens.</param>
    public FeedSession(int input, int output, SessionAddress address, IFeedEvents events)
    {
        (Address, _events) = (address.Address, events);
        Loop = new EventLoop("feeder");
        Link = new Link(Loop, input, output, this, Windows.OfFeeder);
        Loop.BatchEnded = Link.Flush;
        Loop.Timers.Set(this, Loop.Now + TickEvery);
        Loop.Start();
    }

    public EventLoop Loop { get; }

    public Link Link { get; }

    /// <summary>Whether the agent is gone. From any thread.</summary>
    public bool IsOver => _isOver;

    /// <summary>The session's address.</summary>
    public Address Address { get; }

    /// <summary>Where clients are noted for the engine. To be set before anything is subscribed.</summary>
    public IClientNames Clients { get; set; } = new NoClientNames();

    /// <summary>How many ends of clients are held: see <see cref="HeldEnd"/>.</summary>
    public int HeldEnds { get; set; }

    /// <summary>Takes answers about files; null: none is asked for. To be set on the loop's thread.</summary>
    public RemoteFiles? Files { get; set; }

    /// <summary>What was fed so far.</summary>
    public FedTraffic Traffic { get; } = new();

    /// <summary>Takes the answers that nobody gets.</summary>
    public DrainedReplies Drained { get; } = new();

    /// <summary>Greets the agent, and gives its welcome.</summary>
    /// <exception cref="SessionException">It does not answer, or as one of another version.</exception>
    public WelcomeMessage Greet(string who, TimeSpan patience)
    {
        var welcome = Ask(
            0, link => link.Send(FrameType.Hello, 0, new HelloMessage(HelloMessage.Current, who), Messages.Default.HelloMessage),
            FrameType.Welcome, payload => Link.Read(payload, Messages.Default.WelcomeMessage), patience);
        return welcome.Version == HelloMessage.Current
            ? welcome
            : throw new SessionException(
                $"the agent speaks version {welcome.Version} of the protocol, and this side version {HelloMessage.Current}: use one "
                + "version of Fairlead on both sides");
    }

    /// <summary>Asks for the traffic of ports; gives the agent's warnings.</summary>
    /// <exception cref="SessionException">The agent refuses; nothing was changed there.</exception>
    public string[] Subscribe(OpenedFeed feed, PortRange ports, TimeSpan patience)
    {
        var stream = NewStream();
        return Ask(
            stream,
            link =>
            {
                _feeds[stream] = feed;
                link.Send(FrameType.Subscribe, stream, feed.Message(ports), Messages.Default.SubscribeMessage);
            },
            FrameType.Subscribed, payload => Link.Read(payload, Messages.Default.SubscribedMessage).Warnings, patience);
    }

    /// <summary>Asks what the agent has counted, for the last time.</summary>
    /// <exception cref="SessionException">There is no answer.</exception>
    public void Count(TimeSpan patience)
    {
        var stream = NewStream();
        var counts = Ask(
            stream, link => link.Send(FrameType.Counts, stream, []), FrameType.Counts,
            payload => Link.Read(payload, Messages.Default.CountsMessage), patience);
        _events.Counted(counts);
    }

    /// <summary>Asks what the target allows.</summary>
    /// <exception cref="SessionException">There is no answer.</exception>
    public ExaminedMessage Examine(TimeSpan patience)
    {
        var stream = NewStream();
        return Ask(
            stream, link => link.Send(FrameType.Examine, stream, []), FrameType.Examined,
            payload => Link.Read(payload, Messages.Default.ExaminedMessage), patience);
    }

    /// <summary>Asks the agent, and waits for the answer.</summary>
    /// <param name="stream">The stream of question and answer.</param>
    /// <param name="ask">Sends the question; on the loop's thread.</param>
    /// <param name="type">The answer's type.</param>
    /// <param name="read">Reads the answer; on the loop's thread.</param>
    /// <param name="patience">How long to wait.</param>
    /// <exception cref="SessionException">The agent refuses, does not answer, or is gone.</exception>
    public T Ask<T>(uint stream, Action<Link> ask, FrameType type, ReadAnswer<T> read, TimeSpan patience)
    {
        var answer = new Answer<T>(type, read);
        Loop.Post(() =>
        {
            if (_isOver)
            {
                answer.Fail(Gone());
                return;
            }
            _waiting[stream] = answer;
            ask(Link);
        });
        return answer.Wait(patience);
    }

    /// <summary>Lets the loop's thread do something, and waits until it has. From any other thread.</summary>
    public void Do(Action action)
    {
        if (!Loop.IsRunning)
        {
            action();
            return;
        }
        using var done = new ManualResetEventSlim();
        ExceptionDispatchInfo? thrown = null;
        Loop.Post(() =>
        {
            try
            {
                action();
            }
            catch (LinuxException e)
            {
                thrown = ExceptionDispatchInfo.Capture(e);
            }
            done.Set();
        });
        done.Wait();
        thrown?.Throw();
    }

    /// <summary>The number of a stream that this side begins. From any thread.</summary>
    public uint NewStream() => Interlocked.Add(ref _lastStream, 2);

    /// <summary>Begins a stream; on the loop's thread.</summary>
    /// <param name="stream">Its number.</param>
    /// <param name="owner">Who gets its frames; where the agent is gone, it is told so soon.</param>
    /// <param name="ask">Sends the first frame.</param>
    public void Begin(uint stream, IStream owner, Action<Link> ask)
    {
        if (_isOver)
        {
            Loop.Post(owner.Abandon);
            return;
        }
        _streams[stream] = owner;
        ask(Link);
    }

    /// <summary>A stream is over. Frames that come late are dropped.</summary>
    public void Remove(uint stream) => _streams.Remove(stream);

    /// <summary>A difference was found.</summary>
    public void Differs(string line)
    {
        Traffic.Differences++;
        _events.Differs(line);
    }

    /// <summary>A connection is over.</summary>
    public void Forget(uint stream, OpenedFeed feed, string? reason)
    {
        _connections.Remove(stream);
        if (reason is not (null or ResetReason.Socket))
        {
            Traffic.Drop(reason);
        }
        _events.Ended(feed, stream, reason);
    }

    /// <inheritdoc/>
    public void Received(in FrameHeader header, ReadOnlySpan<byte> payload)
    {
        switch (header.Type)
        {
            case FrameType.Refused when _waiting.TryGetValue(header.Stream, out var asked):
                asked.Fail(PlainText.Of(Link.Read(payload, Messages.Default.RefusedMessage).Message));
                _waiting.Remove(header.Stream);
                break;
            case FrameType.Open:
                Open(header.Stream, Link.Read(payload, Messages.Default.OpenMessage));
                break;
            case FrameType.Counts when header.Stream == 0:
                _events.Counted(Link.Read(payload, Messages.Default.CountsMessage));
                break;
            case FrameType.Pong when payload.Length == sizeof(long):
                Traffic.RoundTrip = (long)Stopwatch.GetElapsedTime(BitConverter.ToInt64(payload)).TotalMicroseconds;
                break;
            case FrameType.Failure:
                _why = PlainText.Of(Link.Read(payload, Messages.Default.FailureMessage).Message);
                break;
            default:
                Dispatch(header, payload);
                break;
        }
    }

    /// <inheritdoc/>
    public ISink? Sink(uint stream) =>
        _connections.TryGetValue(stream, out var connection) ? connection.Sink : _streams.GetValueOrDefault(stream)?.Sink;

    /// <inheritdoc/>
    public void Ended(string? why)
    {
        _isOver = true;
        _why ??= why;
        foreach (var answer in _waiting.Values)
        {
            answer.Fail(Gone());
        }
        _waiting.Clear();
        Files?.Fail();
        foreach (var connection in _connections.Values.ToArray())
        {
            connection.Abandon();
        }
        AbandonStreams();
        _events.AgentIsGone(Gone());
    }

    /// <summary>Ends the session: the agent is told by the end of its input.</summary>
    public void Dispose()
    {
        Loop.Stop();
        Link.Dispose();
        AbandonStreams();
        foreach (var connection in _connections.Values.ToArray())
        {
            connection.Abandon();
        }
    }

    private void AbandonStreams()
    {
        foreach (var stream in _streams.Values.ToArray())
        {
            stream.Abandon();
        }
        _streams.Clear();
    }

    /// <inheritdoc/>
    internal override void Expire()
    {
        if (!_isOver)
        {
            Link.Send(FrameType.Ping, 0, BitConverter.GetBytes(Stopwatch.GetTimestamp()));
            CountOpen();
            _events.Status(Traffic);
            Loop.Timers.Set(this, Loop.Now + TickEvery);
        }
    }

    private void CountOpen()
    {
        foreach (var connection in _connections.Values)
        {
            connection.Count();
        }
    }

    private string Gone() => _why is null ? "the agent is gone: its stream has ended" : $"the agent is gone: {_why}";

    private void Dispatch(in FrameHeader header, ReadOnlySpan<byte> payload)
    {
        if (_waiting.TryGetValue(header.Stream, out var answer) && answer.Type == header.Type)
        {
            answer.Take(payload);
            _waiting.Remove(header.Stream);
        }
        else if (Files?.Take(header, payload) == true)
        {
            // It belonged to a question about a file.
        }
        else if (_connections.TryGetValue(header.Stream, out var connection))
        {
            connection.Received(header, payload);
        }
        else if (_streams.TryGetValue(header.Stream, out var stream))
        {
            stream.Received(header, payload);
        }
        else if (header.Type is not (FrameType.Data or FrameType.Credit or FrameType.End or FrameType.Reset
            or FrameType.Answer or FrameType.AnswerEnd or FrameType.Opened or FrameType.Refused))
        {
            throw new ProtocolException($"the agent sent {header.Type} on stream {header.Stream}, which nobody asked for");
        }
    }

    private void Open(uint stream, OpenMessage message)
    {
        if (!_feeds.TryGetValue(message.Subscription, out var feed)
            || !SocketName.TryParse(message.Client, out var client) || !SocketName.TryParse(message.Server, out var server))
        {
            throw new ProtocolException($"the agent opens a stream for what was not asked: {message}");
        }
        _events.Began(feed, stream, client, server);
        IFed fed = message.Protocol == "udp"
            ? new FedDatagrams(this, feed, stream, client, server)
            : new FedConnection(this, feed, stream, client, server);
        _connections[stream] = fed;
        fed.Begin();
    }
}

/// <summary>Reads an answer.</summary>
internal delegate T ReadAnswer<out T>(ReadOnlySpan<byte> payload);
