namespace Fairlead.Rules.Text;

/// <content>
/// target = item ["," item] | "dev" IFNAME [change] | unix | activated, item = [ADDRESS | NAME] [change],
/// change = ":" PORT | ":+" N.
/// </content>
internal sealed partial class Parser
{
    private const int MaxItems = 2;
    private const string ExpectedAddress = "an address or a host name";
    private const string ExpectedSource = ExpectedAddress + ", :PORT or dev IFNAME";

    private string ExpectedTarget => ExpectedAddress
        + (_verb == Verb.Bind ? ", :PORT, :+N, dev IFNAME, unix:PATH or activated:NAME" : ", :PORT, :+N, dev IFNAME or unix:PATH");

    private bool ReadTo()
    {
        if (!Take(ExpectedTarget, out var word))
        {
            return false;
        }
        if (word.Span is "unix" or "activated")
        {
            return Fail(word, ExpectedTarget, _next < words.Count ? $"{word}:{words[_next].Text}" : null);
        }
        if (word.Span.StartsWith(UnixPrefix))
        {
            return ReadUnix(word);
        }
        if (word.Span.StartsWith(ActivatedPrefix))
        {
            return ReadActivated(word);
        }
        var isRead = ReadEndpoints(word, ExpectedTarget, out var endpoints);
        _to = endpoints;
        return isRead;
    }

    private bool ReadFrom(Part from)
    {
        if (_verb == Verb.Bind)
        {
            return Fail(from, "an action of bind: the address to bind goes after `to`", "to");
        }
        if (_to is Target.Unix)
        {
            return Fail(from, "no `from` beside unix:PATH: a unix socket has no source address");
        }
        if (!Take(ExpectedSource, out var word))
        {
            return false;
        }
        if (word.Span.StartsWith(UnixPrefix) || word.Span.StartsWith(ActivatedPrefix))
        {
            return Fail(word, ExpectedSource);
        }
        return ReadEndpoints(word, ExpectedSource, out _from) && CheckSource(word);
    }

    private bool CheckSource(Part word)
    {
        foreach (var endpoint in _from!.List.Items)
        {
            if (endpoint.Port.Kind == PortChangeKind.Add)
            {
                return Fail(word, "`:PORT`: a source port is not made of one that the program asked for");
            }
        }
        return true;
    }

    private bool ReadEndpoints(Part word, string expected, out Target.Endpoints? endpoints)
    {
        endpoints = null;
        if (word.Span.SequenceEqual("dev"))
        {
            return ReadDeviceTarget(out endpoints);
        }
        var items = new Endpoint[word.Span.Count(',') + 1];
        var rest = word;
        for (var i = 0; i < items.Length; i++)
        {
            var item = Item(ref rest);
            if (!ReadItem(item, expected, out items[i]) || !CheckItem(item, items.AsSpan(0, i + 1), items.Length))
            {
                return false;
            }
        }
        endpoints = new Target.Endpoints(ValueList.Create<Endpoint>(items));
        return true;
    }

    private bool CheckItem(Part item, ReadOnlySpan<Endpoint> read, int count)
    {
        var last = read[^1].Host;
        if (count > 1 && last is EndpointHost.Same)
        {
            return Fail(item, "an address before the port: in a list each entry has its own");
        }
        foreach (var earlier in read[..^1])
        {
            if (last is EndpointHost.Literal a && earlier.Host is EndpointHost.Literal b && a.Address.IsV4 == b.Address.IsV4)
            {
                return Fail(item, $"an {Family(!a.Address.IsV4)} address: the list has {Family(a.Address.IsV4)} twice");
            }
        }
        return read.Length <= MaxItems || Fail(item, "at most two entries: one for IPv4, one for IPv6");
    }

    private static string Family(bool isV4) => isV4 ? "IPv4" : "IPv6";

    private bool ReadDeviceTarget(out Target.Endpoints? endpoints)
    {
        endpoints = null;
        if (!Take("the name of an interface", out var word))
        {
            return false;
        }
        var colon = word.Span.IndexOf(':');
        var name = colon < 0 ? word : word.Before(colon);
        if (!CheckInterface(name) || !ReadChange(colon < 0 ? null : word.From(colon + 1), out var change))
        {
            return false;
        }
        endpoints = new Target.Endpoints([new Endpoint(new EndpointHost.Device(name.ToString()), change)]);
        return true;
    }

    private bool ReadItem(Part item, string expected, out Endpoint endpoint)
    {
        endpoint = null!;
        if (item.IsEmpty)
        {
            return Fail(item, expected);
        }
        if (!SplitPort(item, out var name, out var port) || !ReadHost(item, name, expected, out var host)
            || !ReadChange(port, out var change))
        {
            return false;
        }
        endpoint = new Endpoint(host, change);
        return true;
    }

    private bool ReadHost(Part item, Part name, string expected, out EndpointHost host)
    {
        host = name.IsEmpty ? new EndpointHost.Same() : new EndpointHost.Named(name.ToString());
        if (name.IsEmpty)
        {
            return true;
        }
        if (name.Span.Contains('/'))
        {
            return FailSlash(name, expected);
        }
        if (!LooksNumeric(name))
        {
            return Exact(name.Span, item.From(name.Span.Length)) is { } exact
                ? Fail(name, "one address, not a set of them", exact)
                : CheckDevice(name, expected) && CheckHostName(name, expected, ["dev"]);
        }
        var isRead = ReadAddress(item, name, out var address);
        host = new EndpointHost.Literal(address.Unmap());
        return isRead;
    }

    private bool FailSlash(Part name, string expected)
    {
        var text = name.ToString();
        var slash = text.IndexOf('/');
        return Address.TryParse(text[..slash], out _)
            ? Fail(name.From(slash), "one address, not a network", text[..slash])
            : Fail(name, expected, text[0] == '/' ? UnixPrefix + text : null);
    }

    // The one address per family that stands for a set of the language.
    private static string? Exact(ReadOnlySpan<char> name, Part port) => name switch
    {
        "any" or "wildcard" or "*" or "all" => port.IsEmpty ? "0.0.0.0,::" : $"0.0.0.0{port},[::]{port}",
        "loopback" => port.IsEmpty ? "127.0.0.1,::1" : $"127.0.0.1{port},[::1]{port}",
        _ => null,
    };

    // `to interface eth0`: the first word could be a host, but nothing of the language could follow it.
    private bool CheckDevice(Part name, string expected)
    {
        var isHost = _next == words.Count || IsStep(words[_next].Text) || ForeignWords.Meant(name.ToString()) != "dev";
        return isHost || Fail(name, expected, "dev");
    }

    private bool ReadChange(Part? port, out PortChange change)
    {
        change = default;
        if (port is not { } part)
        {
            return true;
        }
        if (part.Span.StartsWith('+'))
        {
            var isSum = ReadNumber(part.From(1), 1, ushort.MaxValue, "a number to add", out var number);
            change = new PortChange(PortChangeKind.Add, (ushort)number);
            return isSum;
        }
        if (part.Span.IndexOf('-') is var dash and > 0)
        {
            return Fail(part, "one port; `:+N` moves a range", part.Before(dash).ToString());
        }
        var isRead = ReadPort(part, out var to);
        change = new PortChange(PortChangeKind.Set, to);
        return isRead;
    }
}
