namespace Fairlead.Udp;

/// <summary>The addresses of this host, and what has changed about them.</summary>
/// <remarks>
/// An address is there as long as one interface has it. A listing (dump) makes up for changes that were not told: what it
/// does not show is gone.
/// </remarks>
internal sealed class HostAddresses
{
    // Of each address the interfaces, and the listing that was the last to show them.
    private readonly Dictionary<UdpEndpoint, Dictionary<uint, int>> _known = [];
    private int _listing;

    /// <summary>What changed: the address, port 0, and whether it is there now.</summary>
    public Queue<(UdpEndpoint Address, bool IsThere)> Changes { get; } = new();

    /// <summary>A listing begins.</summary>
    public void BeginListing() => _listing++;

    /// <summary>A listing has ended: what it did not show is gone.</summary>
    public void EndListing()
    {
        foreach (var (address, interfaces) in _known)
        {
            foreach (var (device, listing) in interfaces)
            {
                if (listing != _listing)
                {
                    Remove(address, device);
                }
            }
        }
    }

    /// <summary>An interface has this address.</summary>
    public void Add(UdpEndpoint address, uint device)
    {
        if (!_known.TryGetValue(address, out var interfaces))
        {
            _known[address] = interfaces = [];
            Changes.Enqueue((address, true));
        }
        interfaces[device] = _listing;
    }

    /// <summary>An interface no longer has this address.</summary>
    public void Remove(UdpEndpoint address, uint device)
    {
        if (_known.TryGetValue(address, out var interfaces) && interfaces.Remove(device) && interfaces.Count == 0)
        {
            _known.Remove(address);
            Changes.Enqueue((address, false));
        }
    }
}
