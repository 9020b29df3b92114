using Fairlead.Mirror.Frames;

namespace Fairlead.Mirror.Feed;

/// <summary>Who has a stream that the feeder began.</summary>
internal interface IFeedStream
{
    /// <summary>A frame of the stream.</summary>
    /// <exception cref="ProtocolException">It does not belong here.</exception>
    void Received(in FrameHeader header, ReadOnlySpan<byte> payload);

    /// <summary>The agent is gone.</summary>
    void Abandon();
}
