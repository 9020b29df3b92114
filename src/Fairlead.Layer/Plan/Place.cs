using Fairlead.Rules;

namespace Fairlead.Layer.Plan;

/// <summary>The set of addresses that a rule matches.</summary>
internal static unsafe class Place
{
    /// <summary>
    /// Whether the address is in the set. As a destination, the wildcard address is the host itself (ip(7)), so it is
    /// loopback too.
    /// </summary>
    public static bool Contains(BlobRule* rule, in Address address, Verb verb) => rule->Not != rule->Place switch
    {
        BlobPlace.Any => true,
        BlobPlace.Wildcard => address.IsWildcard,
        BlobPlace.Loopback => address.IsLoopback || (verb == Verb.Connect && address.IsWildcard),
        _ => IsInNetworks(rule, address.Unmap()),
    };

    private static bool IsInNetworks(BlobRule* rule, in Address address)
    {
        var networks = (BlobNetwork*)InForce.At(rule->Networks);
        for (var i = 0; i < rule->Networks.Count; i++)
        {
            if (networks[i].IsV4 == address.IsV4 && IsIn(&networks[i], address))
                return true;
        }
        return false;
    }

    private static bool IsIn(BlobNetwork* network, in Address address)
    {
        var free = address.Width - network->PrefixLength;
        return free >= 64
            ? free == 128 || address.High >> (free - 64) == network->High >> (free - 64)
            : address.High == network->High && address.Low >> free == network->Low >> free;
    }
}
