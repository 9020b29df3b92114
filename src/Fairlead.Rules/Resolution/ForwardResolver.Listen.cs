using Fairlead.Rules.Forwarding;

namespace Fairlead.Rules.Resolution;

/// <content>The places that are opened here, and what names stand for.</content>
public sealed partial class ForwardResolver
{
    private ListenPoint[] Points(ForwardStatement statement, SourceLine source)
    {
        var addresses = AddressesOf(statement, source);
        var points = new List<ListenPoint>();
        foreach (var range in statement.Ports.Items)
        {
            for (int port = range.First; port <= range.Last; port++)
            {
                foreach (var address in addresses)
                {
                    points.Add(new ListenPoint(address, (ushort)port));
                }
            }
        }
        return [.. points];
    }

    private Address[] AddressesOf(ForwardStatement statement, SourceLine source) => statement.Listen switch
    {
        ListenPlace.Everywhere => Here(Address.AnyV4, Address.AnyV6),
        ListenPlace.Loopback => Here(Address.LoopbackV4, Address.LoopbackV6),
        ListenPlace.At at => Local(AddressesOf(at.Host, source), statement.Options, source),
        _ => [],
    };

    // Hosts without IPv6 are common, those without IPv4 will be.
    private Address[] Here(Address v4, Address v6) => (IsLocal(v4), IsLocal(v6)) switch
    {
        (true, false) => [v4],
        (false, true) => [v6],
        _ => [v4, v6],
    };

    private Address[] AddressesOf(EndpointHost host, SourceLine source) => host switch
    {
        EndpointHost.Literal literal => [literal.Address],
        EndpointHost.Named named => Host(named.Name, source, after: null),
        EndpointHost.Device device => Interface(device.Interface, source),
        _ => [],
    };

    private Address[] Host(string name, SourceLine source, string? after)
    {
        if (names.Host(name) is { Length: > 0 } found)
        {
            return Distinct(found);
        }
        return Fail(source, name, $"host name \"{name}\" has no address here: check the spelling, /etc/hosts and the resolver",
            after);
    }

    private static Address[] Distinct(Address[] found)
    {
        var addresses = new Address[found.Length];
        var count = 0;
        foreach (var address in found)
        {
            if (!Contains(addresses.AsSpan(0, count), address.Unmap()))
            {
                addresses[count++] = address.Unmap();
            }
        }
        return addresses[..count];
    }

    private static bool Contains(ReadOnlySpan<Address> addresses, Address address)
    {
        foreach (var known in addresses)
        {
            if (known == address)
            {
                return true;
            }
        }
        return false;
    }

    private Address[] Interface(string name, SourceLine source) => names.Interface(name) switch
    {
        null => Fail(source, name, $"there is no interface \"{name}\": `ip link` lists them"),
        [] => Fail(source, name, $"interface \"{name}\" has no address: give it one with `ip address add`"),
        var addresses => addresses,
    };

    private void RequireDevice(string? device, SourceLine source)
    {
        if (device is not null && names.Interface(device) is null)
        {
            Fail(source, device, $"there is no interface \"{device}\": `ip link` lists them", "dev");
        }
    }

    private Address[] Local(Address[] addresses, ForwardOptions options, SourceLine source)
    {
        foreach (var address in options.FreeBind ? [] : addresses)
        {
            if (!IsLocal(address))
            {
                Fail(source, address.ToString(), NotHere(address) + "; the option `freebind` listens at one that comes later");
            }
        }
        return addresses;
    }

    // A range asks it of the same addresses for each port, and the host answers by system calls.
    private bool IsLocal(Address address)
    {
        if (!_local.TryGetValue(address, out var isLocal))
        {
            _local[address] = isLocal = names.IsLocal(address);
        }
        return isLocal;
    }

    // With a device, an address may be one that its routing domain alone has.
    private void RequireSources(ForwardOptions options, SourceLine source)
    {
        foreach (var address in options.Device is null ? options.From.Items : [])
        {
            if (!IsLocal(address))
            {
                Fail(source, address.ToString(), NotHere(address), "from");
            }
        }
    }

    private static string NotHere(Address address) =>
        $"address {address} is not on this machine: `ip address` lists those that are";

    private Address[] Fail(SourceLine source, string word, string message, string? after = null)
    {
        var start = after is null ? 0 : Math.Max(0, source.Text.IndexOf($" {after} ", StringComparison.Ordinal));
        var at = source.Text.IndexOf(word, start, StringComparison.OrdinalIgnoreCase);
        var isThere = at >= 0 && word.Length > 0;
        _errors.Add(new RuleError(source, isThere ? at + 1 : 1, isThere ? word.Length : 1, message, null));
        return [];
    }
}
