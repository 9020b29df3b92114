using Fairlead.Linux;
using Fairlead.Mirror.Frames;

namespace Fairlead.Mirror.Tests.Frames;

public sealed unsafe class OutboxTests
{
    [Fact]
    public void What_a_full_pipe_does_not_take_is_sent_later_in_order()
    {
        var ends = Pipe();
        var outbox = new Outbox();
        for (var i = 0; i < 500; i++)
        {
            outbox.Add(FrameType.Data, (uint)i, new byte[i * 7 % 5000]);
        }
        var reader = new FrameReader();
        var next = 0u;
        while (next < 500)
        {
            Assert.True(outbox.Flush(ends[1]) is Errno.None or Errno.EAGAIN);
            var read = Libc.read(ends[0], reader.Room);
            Assert.True(read.Ok);
            reader.Added(read.Int);
            while (reader.TryRead(out var header, out _))
            {
                Assert.Equal((next, (int)(next * 7 % 5000)), (header.Stream, header.Length));
                next++;
            }
        }
        Assert.Equal((Errno.None, 0), (outbox.Flush(ends[1]), outbox.Queued));
        _ = Libc.close(ends[0]);
        _ = Libc.close(ends[1]);
    }

    [Fact]
    public void What_a_full_pipe_does_not_take_of_a_spliced_frame_is_sent_later()
    {
        var (from, to) = (Pipe(), Pipe());
        var outbox = new Outbox();
        var sent = 0;
        var received = new List<byte>();
        var reader = new FrameReader();
        while (received.Count < 1_000_000)
        {
            var payload = Enumerable.Range(sent, 50_000).Select(i => (byte)(i % 251)).ToArray();
            Assert.Equal(payload.Length, Libc.write(from[1], payload).Int);
            while (outbox.Splice(to[1], new FrameHeader(payload.Length, 1, FrameType.Data), from[0]) != Errno.None)
            {
                Read(to[0], reader, received);
            }
            sent += payload.Length;
            outbox.Add(FrameType.End, 1, []);
        }
        Assert.Equal(Enumerable.Range(0, received.Count).Select(i => (byte)(i % 251)), received);
        Array.ForEach([.. from, .. to], descriptor => _ = Libc.close(descriptor));
    }

    private static void Read(int pipe, FrameReader reader, List<byte> to)
    {
        reader.Added(Math.Max(0, Libc.read(pipe, reader.Room[..20_000]).Int));
        while (reader.TryRead(out _, out var payload))
        {
            to.AddRange(payload);
        }
    }

    private static int[] Pipe()
    {
        var ends = stackalloc int[2];
        LinuxException.Check(Libc.pipe2(ends, FcntlConstants.O_NONBLOCK | FcntlConstants.O_CLOEXEC), "pipe2");
        return [ends[0], ends[1]];
    }

    [Fact]
    public void Room_that_is_not_committed_is_not_sent()
    {
        var outbox = new Outbox();
        outbox.Begin(100).Fill(1);
        outbox.Add(FrameType.End, 3, []);
        Assert.Equal(FrameHeader.Size, outbox.Queued);
    }
}
