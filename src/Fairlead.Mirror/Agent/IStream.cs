using Fairlead.Mirror.Frames;

namespace Fairlead.Mirror.Agent;

/// <summary>What a stream of the link belongs to.</summary>
internal interface IStream
{
    /// <summary>A frame of the stream.</summary>
    /// <exception cref="ProtocolException">It does not belong here.</exception>
    void Received(in FrameHeader header, ReadOnlySpan<byte> payload);

    /// <summary>The feeder is gone.</summary>
    void Abandon();
}
