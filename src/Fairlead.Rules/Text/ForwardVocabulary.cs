namespace Fairlead.Rules.Text;

/// <summary>The words of forward statements that rules do not have, and the one table of their options.</summary>
internal static class ForwardVocabulary
{
    public const string Forward = "forward";
    public const string OneWay = "oneway";

    /// <summary>What a statement may begin with in a file.</summary>
    public static readonly string[] Starts = [Forward, "include"];

    /// <summary>What an argument may begin with, but for a target alone.</summary>
    public static readonly string[] ArgumentStarts = ["udp", "tcp", "any", Forward];

    /// <summary>The names, in the order of <see cref="ForwardOptionKind"/>.</summary>
    public static readonly string[] Options =
    [
        "idle", "sessions", "evict", "transparent", "proxy-v2", "accept-proxy-v2", "from", "resolve", "dev", "mark",
        "rcvbuf", "sndbuf", "freebind",
    ];

    /// <summary>The names, in the order of <see cref="Forwarding.Eviction"/>.</summary>
    public static readonly string[] Evictions = ["unconfirmed", "idlest", "none"];

    /// <summary>How the number of sessions is written.</summary>
    public static readonly OptionSyntax Sessions = new("sessions", OptionArgument.Number, 1, int.MaxValue);

    public static ForwardOptionKind? FindOption(ReadOnlySpan<char> word)
    {
        for (var i = 0; i < Options.Length; i++)
        {
            if (word.SequenceEqual(Options[i]))
            {
                return (ForwardOptionKind)i;
            }
        }
        return null;
    }

    /// <summary>Whether the word means something by itself, so that no host can be named so.</summary>
    public static bool IsReserved(ReadOnlySpan<char> word) =>
        Vocabulary.Contains(Options, word) || word.Equals(Forward, StringComparison.OrdinalIgnoreCase)
        || word.Equals(OneWay, StringComparison.OrdinalIgnoreCase);
}
