namespace Fairlead.Rules.Text;

/// <content>target = endpoints | unix | activated, endpoints = item ["," item] | "dev" IFNAME [change].</content>
internal sealed partial class Parser
{
    private const int MaxItems = 2;
    private const string ExpectedAddress = "an address or a host name";
    private const string ExpectedSource = ExpectedAddress + ", :PORT or dev IFNAME";

    private string ExpectedTarget => ExpectedAddress + ", :PORT, :+N, dev IFNAME"
        + (_verb == Verb.Bind ? ", unix:PATH or activated:NAME" : " or unix:PATH");

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
            if ((last, earlier.Host) is (EndpointHost.Literal { Address.IsV4: var isV4 }, EndpointHost.Literal other)
                && isV4 == other.Address.IsV4)
            {
                return Fail(item, $"an {Family(!isV4)} address: the list has {Family(isV4)} twice");
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
}
