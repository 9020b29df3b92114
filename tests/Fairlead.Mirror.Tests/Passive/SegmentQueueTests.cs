using System.Text;
using Fairlead.Mirror.Agent.Passive;

namespace Fairlead.Mirror.Tests.Passive;

public sealed class SegmentQueueTests
{
    private readonly SegmentQueue _queue = new(new HeldBytes());

    private string Add(long position, string text)
    {
        var all = new StringBuilder();
        Assert.True(_queue.TryAdd(position, Encoding.ASCII.GetBytes(text), out var now));
        while (!now.IsEmpty)
        {
            all.Append(Encoding.ASCII.GetString(now));
            _ = _queue.TryTake(out now);
        }
        return all.ToString();
    }

    [Fact]
    public void Bytes_in_order_come_at_once()
    {
        Assert.Equal("abc", Add(0, "abc"));
        Assert.Equal("def", Add(3, "def"));
        Assert.False(_queue.HasGap);
    }

    [Fact]
    public void What_comes_early_waits_for_what_is_missing()
    {
        Assert.Equal("", Add(6, "ghi"));
        Assert.Equal("", Add(3, "def"));
        Assert.True(_queue.HasGap);
        Assert.Equal("abcdefghi", Add(0, "abc"));
        Assert.False(_queue.HasGap);
    }

    [Fact]
    public void What_came_before_is_dropped_whole_or_in_part()
    {
        Assert.Equal("abc", Add(0, "abc"));
        Assert.Equal("", Add(0, "abc"));
        Assert.Equal("de", Add(1, "bcde"));
        Assert.Equal("", Add(7, "hi"));
        Assert.Equal("fghi", Add(5, "fgh"));
    }

    [Fact]
    public void Longer_copy_of_what_waits_counts()
    {
        Assert.Equal("", Add(3, "d"));
        Assert.Equal("", Add(3, "def"));
        Assert.Equal("", Add(3, "de"));
        Assert.Equal("abcdef", Add(0, "abc"));
    }

    [Fact]
    public void End_comes_after_all_bytes()
    {
        _queue.End(3);
        Assert.True(_queue.HasGap);
        Assert.False(_queue.IsOver);
        Assert.Equal("abc", Add(0, "abc"));
        Assert.True(_queue.IsOver);
    }

    [Fact]
    public void Too_much_that_waits_is_a_gap()
    {
        var held = new HeldBytes();
        var queue = new SegmentQueue(held);
        var bytes = new byte[1 << 16];
        var kept = 0;
        while (queue.TryAdd(1 + (kept * bytes.Length), bytes, out _))
        {
            kept++;
        }
        Assert.Equal(16, kept);
        queue.Clear();
        Assert.Equal(0, held.Count);
    }

    // Segments of random sizes in a random order, some twice, some overlapping, give the stream.
    [Fact]
    public void Any_order_gives_the_stream()
    {
        var random = new Random(1);
        for (var round = 0; round < 200; round++)
        {
            var stream = new byte[random.Next(1, 5000)];
            random.NextBytes(stream);
            var queue = new SegmentQueue(new HeldBytes());
            queue.End(stream.Length);
            var got = new List<byte>();
            foreach (var (start, end) in Pieces(random, stream.Length))
            {
                Assert.True(queue.TryAdd(start, stream.AsSpan(start, end - start), out var now));
                while (!now.IsEmpty)
                {
                    got.AddRange(now);
                    _ = queue.TryTake(out now);
                }
            }
            Assert.Equal(stream, got);
            Assert.True(queue.IsOver);
        }
    }

    private static List<(int Start, int End)> Pieces(Random random, int length)
    {
        var pieces = new List<(int Start, int End)>();
        for (var start = 0; start < length;)
        {
            var end = Math.Min(length, start + random.Next(1, 1000));
            pieces.Add((Math.Max(0, start - random.Next(0, 50)), Math.Min(length, end + random.Next(0, 50))));
            start = end;
        }
        pieces.AddRange(pieces.ToArray().Where(_ => random.Next(4) == 0));
        var shuffled = pieces.ToArray();
        random.Shuffle(shuffled);
        return [.. shuffled];
    }
}
