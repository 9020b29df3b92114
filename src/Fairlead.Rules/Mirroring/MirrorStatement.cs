namespace Fairlead.Rules.Mirroring;

/// <summary>One statement that brings something of a target here, as it was written.</summary>
public abstract record MirrorStatement;

/// <summary><c>mirror</c> or <c>steal</c>: what clients send to a port of the target reaches the local program.</summary>
/// <param name="Kind">Who answers the clients.</param>
/// <param name="Protocol">Tcp, Udp, or Any for both.</param>
/// <param name="Match">The addresses that clients reach the target at, and the ports, at least one: no host, no wildcard.</param>
/// <param name="To">The port that the local program listens on, from the target's.</param>
/// <param name="Options">How.</param>
public sealed record FeedStatement(FeedKind Kind, Protocol Protocol, Match Match, PortChange To, FeedOptions Options)
    : MirrorStatement;

/// <summary><c>files PATTERN HANDLING</c>: whose files the local program sees.</summary>
/// <param name="Pattern">An absolute path, see <see cref="PathPattern"/>.</param>
/// <param name="Handling">Whose.</param>
public sealed record FilesStatement(string Pattern, FileHandling Handling) : MirrorStatement;

/// <summary><c>env NAME... [not NAME...]</c>: the environment variables that are taken from the target.</summary>
/// <param name="Names">Globs; empty: <c>any</c>.</param>
/// <param name="Not">Globs of names that are left out.</param>
public sealed record EnvStatement(ValueList<string> Names, ValueList<string> Not) : MirrorStatement
{
    /// <summary>
    /// Whether a variable of the target is taken. <c>any</c> leaves out what belongs to the machine, see
    /// <see cref="MachineVariables"/>; who names such a variable gets it.
    /// </summary>
    public bool Takes(string name) => Names.Count == 0
        ? !MachineVariables.Contains(name) && !Matches(Not, name)
        : Matches(Names, name) && !Matches(Not, name);

    private static bool Matches(ValueList<string> globs, string name) =>
        Array.Exists(globs.Items, glob => Glob.IsMatch(glob, name));
}

/// <summary><c>dns</c>: names resolve as in the target.</summary>
public sealed record DnsStatement : MirrorStatement;

/// <summary><c>outgoing PROTO MATCH</c>: connections and datagrams that match leave from the target.</summary>
/// <param name="Protocol">Tcp, Udp, or Any for both.</param>
/// <param name="Match">The destinations: no host names. Loopback is reached only where it is named.</param>
public sealed record OutgoingStatement(Protocol Protocol, Match Match) : MirrorStatement;
