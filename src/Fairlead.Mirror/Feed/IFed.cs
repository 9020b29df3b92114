using Fairlead.Mirror.Frames;

namespace Fairlead.Mirror.Feed;

/// <summary>What a stream that the agent has opened is fed to.</summary>
internal interface IFed
{
    /// <summary>Begins. What it began may be over at once.</summary>
    void Begin();

    /// <summary>A frame of its stream.</summary>
    /// <exception cref="ProtocolException">It does not belong here.</exception>
    void Received(in FrameHeader header, ReadOnlySpan<byte> payload);

    /// <summary>Adds to the session's traffic what has passed since the last time.</summary>
    void Count();

    /// <summary>The agent is gone.</summary>
    void Abandon();
}
