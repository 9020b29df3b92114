using Fairlead.Forward.Sockets;
using Fairlead.Rules;
using Fairlead.Rules.Forwarding;
using Fairlead.Udp;

namespace Fairlead.Forward.Backends;

/// <summary>The backends of a statement, with the addresses that their names mean now.</summary>
/// <remarks>Every loop reads; the thread that looks names up puts a new array in its place.</remarks>
internal sealed class BackendSet
{
    private volatile BackendAddress[] _addresses = [];
    private Address[][] _named = [];

    public BackendSet(ValueList<Backend> backends)
    {
        Backends = backends;
        Update(Array.ConvertAll(backends.Items, backend => InOrder(backend.Addresses.Items)));
    }

    /// <summary>The backends as they were written.</summary>
    public ValueList<Backend> Backends { get; }

    /// <summary>The addresses now.</summary>
    public IReadOnlyList<BackendAddress> Addresses => _addresses;

    /// <summary>Whether some name is to be looked up again.</summary>
    public bool HasNames => Array.Exists(Backends.Items, b => b.Name is not null);

    /// <summary>The backend of a client.</summary>
    /// <param name="client">Who asks; not v4-mapped.</param>
    /// <param name="listening">The port that was asked.</param>
    /// <param name="sameFamily">Whether the backend must be of the client's family, as its address is to be seen there.</param>
    /// <param name="attempt">How many better ones have failed: 0 for the first choice.</param>
    /// <returns>Empty: there is none.</returns>
    public UdpEndpoint Pick(in UdpEndpoint client, ushort listening, bool sameFamily, int attempt = 0)
    {
        var addresses = _addresses;
        UdpEndpoint best = default;
        var bound = ulong.MaxValue;
        for (var round = 0; round <= attempt; round++)
        {
            var highest = 0UL;
            best = default;
            foreach (var candidate in addresses)
            {
                var endpoint = candidate.At(listening);
                var weight = SourceHash.Weight(client, candidate) | 1;
                var fits = endpoint.IsV4 == client.IsV4 || (candidate.IsOnlyFamily && !sameFamily);
                if (fits && weight < bound && weight > highest)
                {
                    (best, highest) = (endpoint, weight);
                }
            }
            bound = highest;
        }
        return best;
    }

    /// <summary>The addresses of a backend now. On the thread that calls <see cref="Update"/>.</summary>
    public Address[] AddressesOf(int backend) => _named[backend];

    /// <summary>Takes what the names mean from now on, one array for each backend; sessions keep where they go.</summary>
    public void Update(Address[][] addresses)
    {
        _named = addresses;
        _addresses = Flatten(addresses, Backends);
    }

    /// <summary>Each address once and not v4-mapped, in the same order whatever the order of the answer was.</summary>
    public static Address[] InOrder(Address[] addresses) =>
        [.. addresses.Select(a => a.Unmap()).DistinctBy(a => (a.IsV4, a.High, a.Low)).OrderBy(a => (!a.IsV4, a.High, a.Low))];

    private static BackendAddress[] Flatten(Address[][] addresses, ValueList<Backend> backends)
    {
        var flat = new List<BackendAddress>();
        for (var i = 0; i < backends.Count; i++)
        {
            var isOnlyFamily = Array.TrueForAll(addresses[i], a => a.IsV4 == addresses[i][0].IsV4);
            foreach (var address in addresses[i])
            {
                flat.Add(new BackendAddress(address.ToEndpoint(0), backends[i].Port, isOnlyFamily));
            }
        }
        return [.. flat];
    }
}

/// <summary>One address of a backend.</summary>
/// <param name="Address">The address, with port 0.</param>
/// <param name="Port">Which port of it.</param>
/// <param name="IsOnlyFamily">Whether the backend has no address of the other family, so that clients of that get this one.</param>
internal readonly record struct BackendAddress(UdpEndpoint Address, BackendPort Port, bool IsOnlyFamily)
{
    public UdpEndpoint At(ushort listening) => Address.WithPort(Port.For(listening));
}
