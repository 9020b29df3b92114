using System.Buffers.Binary;
using System.Globalization;
using Fairlead.Rules;

namespace Fairlead.Mirror.Names;

/// <summary>The names that ask for the name of an address: <c>4.3.2.1.in-addr.arpa</c>, and the same of IPv6.</summary>
internal static class ReverseName
{
    private const string V4 = ".in-addr.arpa";
    private const string V6 = ".ip6.arpa";
    private const int Nibbles = 32;

    /// <summary>The address that a name in lower case stands for.</summary>
    public static bool TryParse(string name, out Address address)
    {
        address = default;
        if (name.EndsWith(V4, StringComparison.Ordinal))
        {
            var bytes = name[..^V4.Length].Split('.');
            Array.Reverse(bytes);
            return bytes.Length == sizeof(uint) && Address.TryParse(string.Join('.', bytes), out address);
        }
        if (!name.EndsWith(V6, StringComparison.Ordinal))
        {
            return false;
        }
        var digits = name[..^V6.Length].Replace(".", "", StringComparison.Ordinal).ToCharArray();
        Array.Reverse(digits);
        var isHex = UInt128.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var bits);
        address = Address.V6(bits).Unmap();
        return isHex && digits.Length == Nibbles;
    }

    /// <summary>An address as records have it.</summary>
    public static byte[] Bytes(Address address)
    {
        var bytes = new byte[address.Width / 8];
        if (address.IsV4)
        {
            BinaryPrimitives.WriteUInt32BigEndian(bytes, (uint)address.Low);
        }
        else
        {
            BinaryPrimitives.WriteUInt128BigEndian(bytes, address.Bits);
        }
        return bytes;
    }
}
