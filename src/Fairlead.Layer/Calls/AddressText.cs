using Fairlead.Engines;
using Fairlead.Linux;
using Fairlead.Rules;

namespace Fairlead.Layer.Calls;

/// <summary>An address as people write it: inet_ntop(3).</summary>
internal static unsafe class AddressText
{
    /// <summary>INET6_ADDRSTRLEN</summary>
    public const int Most = 46;

    /// <summary>Writes the text, with a zero byte at its end.</summary>
    public static void Write(Address address, byte* text)
    {
        sockaddr_storage storage = default;
        _ = SocketAddress.Write(ref storage, address, 0);
        var bytes = address.IsV4 ? (byte*)&storage.v4.sin_addr : storage.v6.sin6_addr.s6_addr;
        if (Imports.inet_ntop(storage.ss_family, bytes, text, Most) == null)
            *text = 0;
    }
}
