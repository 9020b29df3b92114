using Fairlead.Rules.Resolution;
using Fairlead.Rules.Tests.Text;

namespace Fairlead.Rules.Tests.Resolution;

/// <summary>A host that knows what a test tells it: /etc/hosts, interfaces and passed sockets in memory.</summary>
internal sealed class KnownNames : INames
{
    private readonly Dictionary<string, Address[]> _hosts = [];
    private readonly Dictionary<string, Address[]> _interfaces = [];
    private readonly Dictionary<string, ActivatedSocket> _activated = [];
    private readonly HashSet<Address> _foreign = [];

    /// <summary>The names that were asked for, in order.</summary>
    public List<string> Asked { get; } = [];

    public KnownNames WithHost(string name, params string[] addresses)
    {
        _hosts[name] = Array.ConvertAll(addresses, Reading.Address);
        return this;
    }

    public KnownNames WithInterface(string name, params string[] addresses)
    {
        _interfaces[name] = Array.ConvertAll(addresses, Reading.Address);
        return this;
    }

    public KnownNames WithSocket(string name, int descriptor, bool isUnix)
    {
        _activated[name] = new ActivatedSocket(name, descriptor, isUnix);
        return this;
    }

    /// <summary>The sockets that <see cref="WithPassed"/> made, in order: descriptors from 3.</summary>
    public ActivatedSocket[] Passed { get; private set; } = [];

    /// <summary>Passes a socket as the service manager does; one that is null has no address of IPv4 or IPv6.</summary>
    public KnownNames WithPassed(string name, Protocol? protocol, string? address, ushort port = 0, bool isDualStack = false)
    {
        var socket = new ActivatedSocket(name, 3 + Passed.Length, IsUnix: address is null && protocol is null)
        {
            Protocol = protocol,
            Address = address is null ? null : Reading.Address(address),
            Port = port,
            IsDualStack = isDualStack,
        };
        Passed = [.. Passed, socket];
        return this;
    }

    /// <summary>Says that an address is not on this host; all others are.</summary>
    public KnownNames WithForeign(string address)
    {
        _foreign.Add(Reading.Address(address));
        return this;
    }

    public Address[]? Host(string name) => Ask(_hosts, name);

    public Address[]? Interface(string name) => Ask(_interfaces, name);

    public bool IsLocal(Address address) => !_foreign.Contains(address);

    public ActivatedSocket? Activated(string name) => _activated.GetValueOrDefault(name);

    private Address[]? Ask(Dictionary<string, Address[]> known, string name)
    {
        Asked.Add(name);
        return known.GetValueOrDefault(name);
    }
}
