using Fairlead.Forward.Loop;
using Fairlead.Forward.Tcp;
using Fairlead.Linux;
using Fairlead.Mirror.Agent.Context;
using Fairlead.Mirror.Agent.Files;
using Fairlead.Mirror.Agent.Lookup;
using Fairlead.Mirror.Agent.Passive;
using Fairlead.Mirror.Agent.Tcp;
using Fairlead.Mirror.Agent.Udp;
using Fairlead.Mirror.Frames;

namespace Fairlead.Mirror.Agent;

/// <summary>One feeder's session, at the target: from its hello to the end of the stream.</summary>
/// <remarks>
/// <para>Everything belongs to one loop. The session owns what the kernel is asked for (lookups, routes), which is made when the
/// first subscription needs it, and is gone with the session.</para>
/// <para>Order of events. Hello and welcome; then, in any order, subscriptions, streams and questions; the end of the stream, or
/// a failure, ends all. Frames before the hello, of an unknown kind, or of a stream of another kind, are failures.</para>
/// </remarks>
internal sealed class AgentSession : Timed, ILinkOwner, IDisposable
{
    private const int CountsEvery = 1000;
    private const int HoldTick = 20;
    private readonly Dictionary<uint, ISubscription> _subscriptions = [];
    private readonly Dictionary<uint, IStream> _streams = [];
    private readonly HashSet<ConnectionCopy> _held = [];
    private readonly AgentTarget _target;
    private readonly Action<string?> _ended;
    private readonly NameResolver _names;
    private SocketLookup? _lookup;
    private ReturnRoutes? _routes;
    private FileService? _files;
    private bool _isGreeted;
    private uint _lastStream;

    /// <param name="loop">The loop; not running yet.</param>
    /// <param name="target">Beside what this runs.</param>
    /// <param name="ended">Told of the end, and why, where it is not the ordinary one.</param>
    /// <param name="input">What the feeder says.</param>
    /// <param name="output">What it is told.</param>
    public AgentSession(EventLoop loop, AgentTarget target, Action<string?> ended, int input = 0, int output = 1)
    {
        (Loop, _target, _ended) = (loop, target, ended);
        _names = new NameResolver(this, target);
        Link = new Link(loop, input, output, this, Windows.OfAgent);
        loop.BatchEnded = EndBatch;
        loop.Timers.Set(this, loop.Now + CountsEvery);
    }

    public EventLoop Loop { get; }

    public Link Link { get; }

    public PipePool Pipes { get; } = new();

    public Counters Counters { get; } = new();

    /// <summary>Who wants connections.</summary>
    public TcpClaims Claims { get; } = new();

    /// <summary>Who feeds, for people.</summary>
    public string Who { get; private set; } = "";

    /// <summary>What takes connections.</summary>
    public SocketLookup Lookup => _lookup ??= SocketLookup.Attach();

    /// <summary>What leads answers back.</summary>
    public ReturnRoutes Routes => _routes ??= new ReturnRoutes(_target.Table);

    /// <summary>The number of a stream that the agent begins.</summary>
    public uint NewStream() => _lastStream += 2;

    /// <summary>What comes on a stream goes there from now on.</summary>
    public void Add(uint stream, IStream owner) => _streams[stream] = owner;

    /// <summary>A stream is over. Frames that come late are dropped.</summary>
    public void Remove(uint stream) => _streams.Remove(stream);

    /// <summary>A client waits for its copy: it is looked at every few milliseconds.</summary>
    public void Hold(ConnectionCopy copy)
    {
        if (_held.Add(copy))
        {
            Loop.LongestWait = HoldTick;
        }
    }

    /// <summary>A client waits no more.</summary>
    public void Release(ConnectionCopy copy)
    {
        if (_held.Remove(copy) && _held.Count == 0)
        {
            Loop.LongestWait = -1;
        }
    }

    /// <inheritdoc/>
    public void Received(in FrameHeader header, ReadOnlySpan<byte> payload)
    {
        if (!_isGreeted)
        {
            Greet(header, payload);
            return;
        }
        switch (header.Type)
        {
            case FrameType.Ping:
                Link.Send(FrameType.Pong, header.Stream, payload);
                break;
            case FrameType.Counts:
                Link.Send(FrameType.Counts, header.Stream, Counters.Now(), Messages.Default.CountsMessage);
                break;
            case FrameType.Subscribe:
                Subscribe(header.Stream, Link.Read(payload, Messages.Default.SubscribeMessage));
                break;
            case FrameType.Open:
                OutgoingConnection.Begin(this, header.Stream, Link.Read(payload, Messages.Default.OpenMessage));
                break;
            case FrameType.AskEnvironment:
                TargetEnvironment.Send(this, header.Stream, _target);
                break;
            case FrameType.Resolve:
                _names.Resolve(header.Stream, payload);
                break;
            case FrameType.AskFile:
                _files ??= new FileService(this, _target.Pid);
                _files.Ask(header.Stream, Link.Read(payload, Messages.Default.FileMessage));
                break;
            case FrameType.Examine:
                Link.Send(FrameType.Examined, header.Stream, Examination.Examine(_target), Messages.Default.ExaminedMessage);
                break;
            case FrameType.Failure:
                _ended(Link.Read(payload, Messages.Default.FailureMessage).Message);
                break;
            case FrameType.Opened or FrameType.Data or FrameType.Credit or FrameType.End or FrameType.Reset:
                if (_streams.TryGetValue(header.Stream, out var stream))
                {
                    stream.Received(header, payload);
                }
                break;
            default:
                throw new ProtocolException($"the feeder sent {header.Type}, which an agent does not take");
        }
    }

    /// <inheritdoc/>
    public ISink? Sink(uint stream) => _streams.GetValueOrDefault(stream)?.Sink;

    /// <inheritdoc/>
    public void Ended(string? why) => _ended(why);

    /// <summary>Refuses what was asked on a stream.</summary>
    public void Refuse(uint stream, Errno errno, string message) =>
        Link.Send(FrameType.Refused, stream, new RefusedMessage((int)errno, message), Messages.Default.RefusedMessage);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var subscription in _subscriptions.Values)
        {
            subscription.Dispose();
        }
        foreach (var stream in _streams.Values.ToArray())
        {
            stream.Abandon();
        }
        _lookup?.Dispose();
        _routes?.Dispose();
        _files?.Dispose();
        Pipes.Dispose();
        Link.Dispose();
    }

    /// <inheritdoc/>
    internal override void Expire()
    {
        if (Counters.News() is { } news)
        {
            Link.Send(FrameType.Counts, 0, news, Messages.Default.CountsMessage);
        }
        Loop.Timers.Set(this, Loop.Now + CountsEvery);
    }

    private void EndBatch()
    {
        Link.Flush();
        if (_held.Count > 0)
        {
            foreach (var copy in _held.ToArray())
            {
                copy.Recheck();
            }
            Link.Flush();
        }
    }

    private void Greet(in FrameHeader header, ReadOnlySpan<byte> payload)
    {
        if (header.Type != FrameType.Hello)
        {
            throw new ProtocolException($"the feeder began with {header.Type}, not with hello");
        }
        var hello = Link.Read(payload, Messages.Default.HelloMessage);
        if (hello.Version != HelloMessage.Current)
        {
            throw new ProtocolException(
                $"this agent speaks version {HelloMessage.Current} of the protocol, and the feeder version {hello.Version}: use one "
                + "version of Fairlead on both sides");
        }
        (_isGreeted, Who) = (true, hello.Who);
        Link.Send(FrameType.Welcome, 0, _target.Welcome(), Messages.Default.WelcomeMessage);
    }

    private void Subscribe(uint stream, SubscribeMessage message)
    {
        try
        {
            ISubscription subscription = message switch
            {
                { Protocol: "udp", Steal: true } => new StolenDatagrams(this, stream, message),
                { Protocol: "udp" } => new CopiedDatagrams(this, stream, message),
                { Passive: true } => new CopiedConnections(this, stream, message),
                _ => new TcpSubscription(this, stream, message),
            };
            _subscriptions.Add(stream, subscription);
            Link.Send(FrameType.Subscribed, stream, new SubscribedMessage(subscription.Warnings), Messages.Default.SubscribedMessage);
        }
        catch (RefusalException e)
        {
            Refuse(stream, e.Errno, e.Message);
        }
        catch (LinuxException e)
        {
            Refuse(stream, e.Errno, e.Message + LesserWay.Text(message, e.Errno));
        }
    }
}
