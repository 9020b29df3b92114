using Fairlead.Forward.Loop;
using Fairlead.Linux;
using Fairlead.Mirror.Frames;
using FsCheck;
using FsCheck.Fluent;

namespace Fairlead.Mirror.Tests.Frames;

/// <summary>Payloads that go from the link's pipe into a socket, and whatever of them does not, are the same bytes in order.</summary>
public sealed unsafe class LinkSpliceTests
{
    private const uint Stream = 7;

    [Fact]
    public void Bytes_arrive_in_order_whichever_way_they_take() => Prop.ForAll(
        (from frames in Gen.Choose(0, FrameHeader.MostPayload).NonEmptyListOf().Resize(20)
         from sizes in Gen.Choose(1, 100_000).NonEmptyListOf()
         from takes in Gen.Elements(true, true, false).NonEmptyListOf()
         select (frames, sizes, takes)).ToArbitrary(),
        input =>
        {
            using var run = new Run([.. input.takes]);
            run.Write([.. input.frames], [.. input.sizes]);
            Assert.Equal(input.frames.Sum(), run.Received.Count);
            Assert.True(run.Received.Select((b, i) => (byte)i == b).All(same => same));
            Assert.True(run.HasEnded);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Large_payloads_for_a_socket_that_takes_them_are_spliced()
    {
        using var run = new Run([true]);
        run.Write([FrameHeader.MostPayload, FrameHeader.MostPayload], [FrameHeader.Size, 100_000]);
        Assert.Equal(2 * FrameHeader.MostPayload, run.SplicedBytes);
    }

    [Fact]
    public void Stream_that_ends_within_such_a_payload_is_told()
    {
        using var run = new Run([true]);
        run.WriteAndEnd(new FrameHeader(FrameHeader.MostPayload, Stream, FrameType.Data), new byte[30_000]);
        Assert.Equal("the other side ended in the middle of a frame", run.Why);
    }

    // The socket's other end is read when something comes by the other way: so the socket is full at times.
    private sealed class Run : ILinkOwner, ISink, IDisposable
    {
        private readonly EventLoop _loop = new("link");
        private readonly Link _link;
        private readonly bool[] _takes;
        private readonly int[] _in = Pipe();
        private readonly int[] _out = Pipe();
        private readonly int[] _sockets = SocketPair();
        private int _asked;

        public Run(bool[] takes)
        {
            _takes = takes;
            _link = new Link(_loop, _in[0], _out[1], this, Windows.OfFeeder);
        }

        public List<byte> Received { get; } = [];

        public bool HasEnded { get; private set; }

        public int SplicedBytes { get; private set; }

        public string? Why { get; private set; }

        public int Socket => _sockets[0];

        public bool TakesData => _takes[_asked++ % _takes.Length];

        public void Spliced(int bytes) => SplicedBytes += bytes;

        ISink ILinkOwner.Sink(uint stream) => this;

        void ILinkOwner.Received(in FrameHeader header, ReadOnlySpan<byte> payload)
        {
            DrainSocket();
            Received.AddRange(payload);
            HasEnded |= header.Type == FrameType.End;
        }

        public void Ended(string? why) => Why = why;

        // Frames of data, and one that says that there are no more.
        public void Write(int[] lengths, int[] sizes)
        {
            using var bytes = new MemoryStream();
            var header = new byte[FrameHeader.Size];
            var next = 0;
            foreach (var length in lengths)
            {
                new FrameHeader(length, Stream, FrameType.Data).Write(header);
                bytes.Write(header);
                for (var i = 0; i < length; i++)
                {
                    bytes.WriteByte((byte)next++);
                }
            }
            new FrameHeader(0, Stream, FrameType.End).Write(header);
            bytes.Write(header);
            var (all, at) = (bytes.ToArray(), 0);
            for (var turn = 0; at < all.Length; turn++)
            {
                var written = Libc.write(_in[1], all.AsSpan(at, Math.Min(sizes[turn % sizes.Length], all.Length - at)));
                at += Math.Max(0, written.Int);
                _link.Ready(epoll_event.EPOLLIN);
            }
            for (var i = 0; i < 1000 && !HasEnded; i++)
            {
                _link.Ready(epoll_event.EPOLLIN);
            }
        }

        public void WriteAndEnd(FrameHeader header, byte[] part)
        {
            var bytes = new byte[FrameHeader.Size];
            header.Write(bytes);
            _ = Libc.write(_in[1], bytes);
            _ = Libc.write(_in[1], part);
            _ = Libc.close(_in[1]);
            _in[1] = -1;
            _link.Ready(epoll_event.EPOLLIN);
            _link.Ready(epoll_event.EPOLLIN);
        }

        public void Dispose()
        {
            _link.Dispose();
            _loop.Dispose();
            Array.ForEach([.. _in, .. _out, .. _sockets], descriptor => _ = Libc.close(descriptor));
        }

        private void DrainSocket()
        {
            var bytes = new byte[1 << 20];
            while (Libc.read(_sockets[1], bytes) is { Value: > 0 } read)
            {
                Received.AddRange(bytes.AsSpan(0, read.Int));
            }
        }

        private static int[] Pipe()
        {
            var ends = stackalloc int[2];
            LinuxException.Check(Libc.pipe2(ends, FcntlConstants.O_NONBLOCK | FcntlConstants.O_CLOEXEC), "pipe2");
            return [ends[0], ends[1]];
        }

        private static int[] SocketPair()
        {
            var ends = stackalloc int[2];
            var type = SocketConstants.SOCK_STREAM | SocketConstants.SOCK_NONBLOCK | SocketConstants.SOCK_CLOEXEC;
            LinuxException.ThrowIf(Libc.socketpair(SocketConstants.AF_UNIX, type, 0, ends), "socketpair");
            return [ends[0], ends[1]];
        }
    }
}
