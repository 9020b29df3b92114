using Fairlead.Mirror.Frames;
using FsCheck;
using FsCheck.Fluent;

namespace Fairlead.Mirror.Tests.Frames;

public sealed class FrameReaderTests
{
    [Fact]
    public void Frames_are_the_same_however_their_bytes_arrive() => Check(
        from frames in FrameList.ArrayOf()
        from sizes in Gen.Choose(1, 70_000).NonEmptyListOf()
        select (frames, sizes), input =>
        {
            var (frames, sizes) = input;
            var bytes = Bytes(frames);
            Assert.Equal(frames, Read(bytes, [.. sizes]));
        });

    [Fact]
    public void Whatever_arrives_is_read_or_refused_and_nothing_else() => Check(
        Gen.Choose(0, 255).Select(b => (byte)b).ArrayOf(), bytes =>
        {
            try
            {
                _ = Read(bytes, [7]);
            }
            catch (ProtocolException)
            {
            }
        });

    [Fact]
    public void A_byte_that_is_changed_in_a_header_is_refused_or_changes_what_it_says() => Check(
        from frame in FrameList
        from at in Gen.Choose(0, FrameHeader.Size - 1)
        from to in Gen.Choose(0, 255)
        select (frame, at, to), input =>
        {
            var bytes = Bytes([input.frame]);
            bytes[input.at] = (byte)input.to;
            try
            {
                var frames = Read(bytes, [bytes.Length]);
                Assert.True(frames.Length <= 1 + (bytes.Length / FrameHeader.Size));
            }
            catch (ProtocolException)
            {
            }
        });

    [Fact]
    public void A_payload_of_the_greatest_length_is_read_behind_another()
    {
        Frame[] frames = [new(1, FrameType.Data, new byte[FrameHeader.MostPayload]), new(2, FrameType.Data, new byte[FrameHeader.MostPayload])];
        Assert.Equal(frames, Read(Bytes(frames), [FrameHeader.MostPayload + 1]));
    }

    [Theory]
    [InlineData(FrameHeader.MostPayload + 1, (uint)FrameType.Data)]
    [InlineData(-1, (uint)FrameType.Data)]
    [InlineData(0, 0u)]
    [InlineData(0, (uint)FrameType.Examined + 1)]
    [InlineData(0, 0x0100_0000u | (uint)FrameType.Data)]
    public void A_header_of_no_known_frame_is_refused(int length, uint type)
    {
        byte[] bytes = [.. BitConverter.GetBytes(length), 0, 0, 0, 0, .. BitConverter.GetBytes(type)];
        var refused = Assert.Throws<ProtocolException>(() => Read(bytes, [bytes.Length]));
        Assert.Contains("no frame of this protocol", refused.Message, StringComparison.Ordinal);
    }

    private static Gen<Frame> FrameList =>
        from stream in Gen.Choose(0, int.MaxValue)
        from type in Gen.Choose(1, (int)FrameType.Examined)
        from length in Gen.Frequency((9, Gen.Choose(0, 300)), (1, Gen.Choose(0, FrameHeader.MostPayload)))
        select new Frame((uint)stream, (FrameType)type, [.. Enumerable.Range(0, length).Select(i => (byte)i)]);

    private static void Check<T>(Gen<T> inputs, Action<T> property) =>
        Prop.ForAll(inputs.ToArbitrary(), property).QuickCheckThrowOnFailure();

    private static byte[] Bytes(Frame[] frames)
    {
        using var stream = new MemoryStream();
        var header = new byte[FrameHeader.Size];
        foreach (var frame in frames)
        {
            new FrameHeader(frame.Payload.Length, frame.Stream, frame.Type).Write(header);
            stream.Write(header);
            stream.Write(frame.Payload);
        }
        return stream.ToArray();
    }

    private static Frame[] Read(byte[] bytes, int[] sizes)
    {
        var reader = new FrameReader();
        var frames = new List<Frame>();
        for (int at = 0, turn = 0; at < bytes.Length; turn++)
        {
            var count = Math.Min(Math.Min(sizes[turn % sizes.Length], reader.Room.Length), bytes.Length - at);
            bytes.AsSpan(at, count).CopyTo(reader.Room);
            reader.Added(count);
            at += count;
            while (reader.TryRead(out var header, out var payload))
            {
                frames.Add(new Frame(header.Stream, header.Type, payload.ToArray()));
            }
        }
        return [.. frames];
    }

    private sealed record Frame(uint Stream, FrameType Type, byte[] Payload)
    {
        public bool Equals(Frame? other) =>
            other is not null && Stream == other.Stream && Type == other.Type && Payload.AsSpan().SequenceEqual(other.Payload);

        public override int GetHashCode() => HashCode.Combine(Stream, Type, Payload.Length);
    }
}
