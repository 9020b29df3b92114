namespace Fairlead.Rules.Mirroring;

/// <summary>How a port is fed.</summary>
public sealed record FeedOptions
{
    /// <summary>The defaults.</summary>
    public static readonly FeedOptions Default = new();

    /// <summary><c>diff</c>: the local program's answers are compared with the real ones. <c>mirror tcp</c> only.</summary>
    public bool Diff { get; init; }

    /// <summary><c>passive</c>: packets are copied by AF_PACKET, connections are not taken. <c>mirror</c> only.</summary>
    public bool Passive { get; init; }

    /// <summary><c>header</c>: what requests must have, each of it, to be stolen. <c>steal tcp</c> only.</summary>
    public ValueList<HeaderFilter> Headers { get; init; } = [];

    /// <summary><c>path</c>: globs that the path of a request must match, each of them, to be stolen. <c>steal tcp</c> only.</summary>
    public ValueList<string> Paths { get; init; } = [];

    /// <summary>Whether requests are read to know which are stolen.</summary>
    public bool HasFilter => Headers.Count > 0 || Paths.Count > 0;
}

/// <summary>A header that requests must have.</summary>
/// <param name="Name">Its name in lower case; case does not count.</param>
/// <param name="Value">A glob, see <see cref="Glob"/>, that the value of one such header must match, case included, without blanks around it.</param>
public sealed record HeaderFilter(string Name, string Value);
