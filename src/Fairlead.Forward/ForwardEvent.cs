namespace Fairlead.Forward;

/// <summary>How much something matters.</summary>
public enum ForwardLevel
{
    /// <summary>Said only where details are asked for: a session begins or ends.</summary>
    Detail,

    /// <summary>A change of state: started, reloaded, a backend's address changed.</summary>
    Notice,

    /// <summary>Something cannot be done, though the forwarder goes on.</summary>
    Warning,
}

/// <summary>Something that happened.</summary>
/// <param name="Level">How much it matters.</param>
/// <param name="Kind">What it is, in one word with dashes: session, backend, drop, reload.</param>
/// <param name="Statement">The number of the statement; 0: none.</param>
/// <param name="Message">What happened, for people.</param>
public sealed record ForwardEvent(ForwardLevel Level, string Kind, int Statement, string Message);
