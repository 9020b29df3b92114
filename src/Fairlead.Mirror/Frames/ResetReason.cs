namespace Fairlead.Mirror.Frames;

/// <summary>Why a stream is over at once, in one word: the words of counters and of the log.</summary>
internal static class ResetReason
{
    /// <summary>A socket said an error.</summary>
    public const string Socket = "socket";

    /// <summary>The copy did not keep up with the client: it was dropped, and the client went on.</summary>
    public const string Overrun = "mirror-overrun";

    /// <summary>The local program does not listen.</summary>
    public const string NotListening = "not-listening";

    /// <summary>The local program closed, or reset, before the client had ended.</summary>
    public const string LocalClosed = "local-closed";

    /// <summary>The table of clients is full.</summary>
    public const string TooMany = "too-many";
}
