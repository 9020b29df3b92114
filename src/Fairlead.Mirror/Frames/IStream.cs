namespace Fairlead.Mirror.Frames;

/// <summary>What a stream of the link belongs to.</summary>
internal interface IStream
{
    /// <summary>Where its data may go at once, past <see cref="Received"/>; null: nowhere.</summary>
    ISink? Sink => null;

    /// <summary>A frame of the stream.</summary>
    /// <exception cref="ProtocolException">It does not belong here.</exception>
    void Received(in FrameHeader header, ReadOnlySpan<byte> payload);

    /// <summary>The other side is gone.</summary>
    void Abandon();
}
