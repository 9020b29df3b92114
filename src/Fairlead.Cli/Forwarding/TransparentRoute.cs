namespace Fairlead.Cli.Forwarding;

/// <summary>What lets answers to a client's address come to this host: packets for our transparent sockets get a mark, and what has
/// it is delivered here.</summary>
/// <param name="Mark">The mark.</param>
/// <param name="Table">The routing table that says "here" to every address.</param>
internal sealed record TransparentRoute(uint Mark, int Table)
{
    /// <summary>The mark, the table and the rule's priority, unless others are asked for: one number that no other tool uses.</summary>
    public const int Default = 0x1EAD;

    /// <summary>The mark as ip(8) and nft(8) write it.</summary>
    public string MarkText => $"0x{Mark:x}";

    /// <summary>Whether a rule leads what has the mark to the table.</summary>
    public bool HasRule(int family) => HostRouting.MarkRules(family).Contains((MarkText, $"{Table}"));

    /// <summary>Whether the table delivers every address here.</summary>
    public bool HasRoute(int family) => HostRouting.DeliversHere(family, $"{Table}");
}
