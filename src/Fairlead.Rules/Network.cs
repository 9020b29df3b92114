namespace Fairlead.Rules;

/// <summary>An address with a prefix length: a CIDR block, or one address where the prefix is the whole width.</summary>
public sealed record Network(Address Address, int PrefixLength)
{
    /// <summary>The block that holds just this address.</summary>
    public static Network Of(Address address) => new(address, address.Width);

    /// <summary>Whether the address is inside. A v4-mapped address is taken as the IPv4 address it holds.</summary>
    public bool Contains(Address address)
    {
        address = address.Unmap();
        if (address.IsV4 != Address.IsV4)
        {
            return false;
        }
        var free = Address.Width - PrefixLength;
        return free >= 64
            ? free == 128 || address.High >> (free - 64) == Address.High >> (free - 64)
            : address.High == Address.High && address.Low >> free == Address.Low >> free;
    }

    /// <inheritdoc/>
    public override string ToString() => PrefixLength == Address.Width ? $"{Address}" : $"{Address}/{PrefixLength}";
}
