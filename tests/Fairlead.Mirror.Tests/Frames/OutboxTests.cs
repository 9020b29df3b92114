using Fairlead.Linux;
using Fairlead.Mirror.Frames;

namespace Fairlead.Mirror.Tests.Frames;

public sealed unsafe class OutboxTests
{
    [Fact]
    public void What_a_full_pipe_does_not_take_is_sent_later_in_order()
    {
        var ends = stackalloc int[2];
        LinuxException.Check(Libc.pipe2(ends, FcntlConstants.O_NONBLOCK | FcntlConstants.O_CLOEXEC), "pipe2");
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
    public void Room_that_is_not_committed_is_not_sent()
    {
        var outbox = new Outbox();
        outbox.Begin(100).Fill(1);
        outbox.Add(FrameType.End, 3, []);
        Assert.Equal(FrameHeader.Size, outbox.Queued);
    }
}
