using System.Text;
using Fairlead.Engines.Hosting;
using Fairlead.Forward.Loop;
using Fairlead.Linux;
using Fairlead.Mirror.Agent;
using Fairlead.Mirror.Feed;
using Fairlead.Mirror.Frames;
using Fairlead.Mirror.Sockets;
using Fairlead.Rules;
using Fairlead.Rules.Resolution;
using Fairlead.Rules.Text;

namespace Fairlead.Mirror.Tests.Frames;

/// <summary>Whatever the other side says, a session goes on or ends with a reason: it neither throws nor hangs.</summary>
public sealed class SessionNoiseTests
{
    private const int Frames = 200;

    private static readonly FrameType[] s_ofFeeder =
    [
        FrameType.Ping, FrameType.Subscribe, FrameType.Open, FrameType.AskEnvironment, FrameType.Resolve, FrameType.AskFile,
        FrameType.Opened, FrameType.Data, FrameType.Credit, FrameType.End, FrameType.Reset,
    ];

    private static readonly FrameType[] s_ofAgent =
    [
        FrameType.Pong, FrameType.Open, FrameType.Counts, FrameType.Data, FrameType.Credit, FrameType.End, FrameType.Reset,
        FrameType.Answer, FrameType.AnswerEnd, FrameType.Opened, FrameType.Refused,
    ];

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    /// <summary>Blocks of seeds.</summary>
    public static TheoryData<int> Blocks => [.. Enumerable.Range(0, 4)];

    [Theory]
    [MemberData(nameof(Blocks))]
    public void Agent_survives_any_feeder(int block)
    {
        for (var seed = block * 15; seed < (block + 1) * 15; seed++)
        {
            using var ends = new Ends();
            using var over = new ManualResetEventSlim();
            using var loop = new EventLoop("agent");
            using var session = new AgentSession(loop, new AgentTarget(0), _ => over.Set(), ends.Input, ends.Output);
            loop.Start();
            ends.Say(Frame(FrameType.Hello, """{"version":1,"who":"noise"}"""));
            ends.SayNoise(seed, s_ofFeeder, over);
            Assert.True(over.Wait(s_patience, Token), $"seed {seed}: the session goes on after the end of its stream");
            loop.Stop();
        }
    }

    [Theory]
    [MemberData(nameof(Blocks))]
    public async Task Feeder_survives_any_agent(int block)
    {
        for (var seed = block * 15; seed < (block + 1) * 15; seed++)
        {
            using var ends = new Ends();
            var events = new Silence();
            using var session = new FeedSession(ends.Input, ends.Output, new SessionAddress(), events);
            ends.Say(Frame(FrameType.Welcome, """{"version":1,"build":"1","pid":0,"capabilities":0,"kernel":"6"}"""));
            var subscribed = Task.Run(() => Record.Exception(() => session.Subscribe(Feed(), new PortRange(80, 80), s_patience)), Token);
            // The question is on its way: the noise comes with its answer.
            await Task.Delay(20, Token);
            ends.Say(Frame(FrameType.Subscribed, """{"warnings":[]}""", stream: 3));
            ends.SayNoise(seed, s_ofAgent, events.Over);
            Assert.True(events.Over.Wait(s_patience, Token), $"seed {seed}: the session goes on after the end of its stream");
            var thrown = await subscribed.WaitAsync(s_patience, Token);
            Assert.True(thrown is null or SessionException, $"seed {seed}: {thrown}");
        }
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static byte[] Frame(FrameType type, string text, uint stream = 0)
    {
        var frame = new byte[FrameHeader.Size + text.Length];
        new FrameHeader(text.Length, stream, type).Write(frame);
        Encoding.UTF8.GetBytes(text, frame.AsSpan(FrameHeader.Size));
        return frame;
    }

    private static OpenedFeed Feed()
    {
        var parsed = MirrorParser.Parse("test", "mirror tcp any:80");
        var plan = new MirrorResolver(new HostNames()).Resolve(parsed.Statements).Plan;
        return new OpenedFeed(plan!.Feeds[0], new SessionAddress(), 0);
    }

    // The two pipes of a session; what it says is read and forgotten.
    private sealed unsafe class Ends : IDisposable
    {
        private readonly Thread _reader;
        private readonly int _mouth;
        private bool _isClosed;

        public Ends()
        {
            var (input, output) = (Pipe(FcntlConstants.O_NONBLOCK), Pipe(0));
            (Input, _mouth, Output) = (input.Read, input.Write, output.Write);
            _reader = new Thread(() => Drain(output.Read));
            _reader.Start();
        }

        public int Input { get; }

        public int Output { get; }

        public void Say(byte[] bytes) => Assert.True(Libc.write(_mouth, bytes).Ok);

        // A session that is over reads no more, and the pipe is full some time.

        public void SayNoise(int seed, FrameType[] types, ManualResetEventSlim over)
        {
            var noise = new Noise(seed, types);
            for (var i = 0; i < Frames; i++)
            {
                var frame = noise.Frame();
                while (Libc.write(_mouth, frame).Errno == Errno.EAGAIN && !over.IsSet)
                {
                    Thread.Sleep(1);
                }
            }
            _isClosed = Libc.close(_mouth) == Errno.None;
        }

        public void Dispose()
        {
            _ = _isClosed ? Errno.None : Libc.close(_mouth);
            _ = Libc.close(Output);
            _ = Libc.close(Input);
            _reader.Join();
        }

        private static (int Read, int Write) Pipe(int flags)
        {
            var ends = stackalloc int[2];
            LinuxException.Check(Libc.pipe2(ends, FcntlConstants.O_CLOEXEC | flags), "pipe2");
            return (ends[0], ends[1]);
        }

        private static void Drain(int descriptor)
        {
            var bytes = new byte[1 << 16];
            while (Libc.read(descriptor, bytes).Value > 0)
            {
            }
            _ = Libc.close(descriptor);
        }
    }

    private sealed class Silence : IFeedEvents
    {
        public ManualResetEventSlim Over { get; } = new();

        public void Began(OpenedFeed feed, uint stream, SocketName client, SocketName server)
        {
        }

        public void Ended(OpenedFeed feed, uint stream, string? reason)
        {
        }

        public void Differs(string line)
        {
        }

        public void Counted(CountsMessage counts)
        {
        }

        public void Status(FedTraffic traffic)
        {
        }

        public void AgentIsGone(string why) => Over.Set();
    }
}
