using Fairlead.Forward.Loop;

namespace Fairlead.Forward.Tcp;

/// <summary>The connection that two sides belong to.</summary>
internal interface ISideOwner
{
    /// <summary>The loop that owns it.</summary>
    EventLoop Loop { get; }

    /// <summary>Where empty pipes come from.</summary>
    PipePool Pipes { get; }

    /// <summary>A side is ready.</summary>
    void Ready(Side side, uint events);

    /// <summary>How much of what a side holds may be passed on now; 0: the owner pumps again later.</summary>
    int Passable(Side side);

    /// <summary>A side has passed on data.</summary>
    void Moved(Side side, int bytes);

    /// <summary>Something is short: looks again soon.</summary>
    void TryLater();
}
