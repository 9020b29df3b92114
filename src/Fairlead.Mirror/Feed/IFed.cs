using Fairlead.Mirror.Frames;

namespace Fairlead.Mirror.Feed;

/// <summary>What a stream that the agent has opened is fed to.</summary>
internal interface IFed : IStream
{
    /// <summary>Begins. What it began may be over at once.</summary>
    void Begin();

    /// <summary>Adds to the session's traffic what has passed since the last time.</summary>
    void Count();
}
