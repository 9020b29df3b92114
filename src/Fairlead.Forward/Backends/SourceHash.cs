using Fairlead.Udp;

namespace Fairlead.Forward.Backends;

/// <summary>Which of several backends a client gets: the same one each time, as long as it is there.</summary>
/// <remarks>
/// Rendezvous hashing: each backend's weight for the client is a hash of both addresses, and the highest wins. When one goes,
/// only its clients move; when one comes, only those that it wins. The hash is the same in each process, so a restart moves
/// nobody. Neither the client's port takes part nor the one that it asks: a client whose port changes keeps its backend, and
/// has the same one for all ports of a range.
/// </remarks>
internal static class SourceHash
{
    public static ulong Weight(in UdpEndpoint client, in BackendAddress backend) =>
        Mix(client.AddressHash ^ Mix(backend.Address.AddressHash + (uint)backend.Port.Number));

    // The finalizer of SplitMix64.
    internal static ulong Mix(ulong x)
    {
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return x ^ (x >> 31);
    }
}
