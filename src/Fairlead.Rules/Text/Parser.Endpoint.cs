namespace Fairlead.Rules.Text;

/// <content>item = [ADDRESS | NAME] [change], change = ":" PORT | ":+" N.</content>
internal sealed partial class Parser
{
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
            : Fail(name, expected, text[0] == '/' && IsRule ? UnixPrefix + text : null);
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
