namespace Fairlead.Rules.Resolution;

/// <summary>Whether two sets of addresses have one in common.</summary>
internal static class AddressOverlap
{
    private static readonly Network[] s_all = [new(Address.AnyV4, 0), new(Address.AnyV6, 0)];
    private static readonly Network[] s_wildcard = [Network.Of(Address.AnyV4), Network.Of(Address.AnyV6)];
    private static readonly Network[] s_loopback = [new(Address.V4(127u << 24), 8), Network.Of(Address.LoopbackV6)];

    /// <summary>Whether there is such an address. Two inverted sets are taken to have one.</summary>
    public static bool Exists(AddressSet a, AddressSet b) => (a.Not, b.Not) switch
    {
        (false, false) => Array.Exists(Networks(a), one => Array.Exists(Networks(b), other => Holds(one, other) || Holds(other, one))),
        (false, true) => !IsInside(a, b),
        (true, false) => !IsInside(b, a),
        _ => true,
    };

    // Whether all of a set is among what the other one leaves out.
    private static bool IsInside(AddressSet set, AddressSet inverted) =>
        Array.TrueForAll(Networks(set), one => Array.Exists(Networks(inverted), other => Holds(other, one)));

    private static bool Holds(Network outer, Network inner) =>
        outer.PrefixLength <= inner.PrefixLength && outer.Contains(inner.Address);

    private static Network[] Networks(AddressSet set) => set.Pattern switch
    {
        AddressPattern.Any => s_all,
        AddressPattern.Wildcard => s_wildcard,
        AddressPattern.Loopback => s_loopback,
        _ => set.Networks,
    };
}
