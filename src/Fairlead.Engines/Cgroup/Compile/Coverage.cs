using Fairlead.Rules;
using Fairlead.Rules.Resolution;

namespace Fairlead.Engines.Cgroup.Compile;

/// <summary>The addresses that a rule reaches, as blocks alone: what <see cref="AddressSet"/> says in words of its own.</summary>
/// <param name="Everything">Whether it is every address; the blocks are then empty.</param>
/// <param name="Blocks">The blocks.</param>
/// <param name="Not">Whether it is all but the blocks.</param>
internal sealed record Coverage(bool Everything, Network[] Blocks, bool Not)
{
    private static readonly Network[] s_wildcard = [Network.Of(Address.AnyV4), Network.Of(Address.AnyV6)];

    private static readonly Network[] s_loopback = [new(Address.V4(0x7F00_0000), 8), Network.Of(Address.LoopbackV6)];

    /// <summary>The addresses of a rule.</summary>
    public static Coverage Of(ResolvedRule rule)
    {
        var blocks = rule.Addresses.Pattern switch
        {
            AddressPattern.Any => [],
            AddressPattern.Wildcard => s_wildcard,
            AddressPattern.Loopback when rule.Rule.Verb == Verb.Connect => [.. s_loopback, .. s_wildcard],
            AddressPattern.Loopback => s_loopback,
            _ => rule.Addresses.Networks,
        };
        var isAny = rule.Addresses.Pattern is AddressPattern.Any;
        return new Coverage(isAny && !rule.Addresses.Not, blocks, rule.Addresses.Not);
    }

    /// <summary>Whether an address of the family can be in it.</summary>
    public bool Reaches(bool v4) => Everything || (Not && !IsNothing) || Array.Exists(Blocks, b => b.Address.IsV4 == v4);

    /// <summary>Its blocks of one family.</summary>
    public Network[] BlocksOf(bool v4) => Array.FindAll(Blocks, b => b.Address.IsV4 == v4);

    // `not any`.
    private bool IsNothing => Not && Blocks.Length == 0;
}
