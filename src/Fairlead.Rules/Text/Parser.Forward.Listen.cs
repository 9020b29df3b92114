using Fairlead.Rules.Forwarding;

namespace Fairlead.Rules.Text;

/// <content>listen = (place | "dev" IFNAME) ":" ports | "activated:" NAME.</content>
internal sealed partial class Parser
{
    private const string ExpectedListen = "where to listen: any:PORTS, loopback:PORTS, ADDRESS:PORTS, NAME:PORTS, "
        + "dev IFNAME:PORTS or activated:NAME";

    // `fairlead forward udp any:53 to 10.0.0.1`: the shell has made five arguments of it.
    private string ExpectedListenHere => grammar == Grammar.ForwardArgument && words.Count == 1
        ? ExpectedListen + "; a statement is one argument, in quotes"
        : ExpectedListen;

    private bool ReadListen()
    {
        if (!Take(ExpectedListenHere, out var word))
        {
            return false;
        }
        if (word.Span is "dev")
        {
            return ReadListenDevice();
        }
        if (word.Span is "activated")
        {
            return Fail(word, ExpectedListen, _next < words.Count ? $"{word}:{words[_next].Text}" : null);
        }
        return word.Span.StartsWith(ActivatedPrefix)
            ? ReadListenActivated(word.From(ActivatedPrefix.Length))
            : SplitPort(word, out var host, out var ports) && ReadListenPlace(word, host) && ReadListenPorts(host, ports);
    }

    private bool ReadListenActivated(Part name)
    {
        _listen = new ListenPlace.Activated(name.ToString());
        return CheckDescriptorName(name);
    }

    private bool ReadListenDevice()
    {
        if (!Take("the name of an interface and :PORTS", out var word))
        {
            return false;
        }
        var colon = word.Span.IndexOf(':');
        var name = colon < 0 ? word : word.Before(colon);
        _listen = new ListenPlace.At(new EndpointHost.Device(name.ToString()));
        return CheckInterface(name) && ReadListenPorts(name, colon < 0 ? null : word.From(colon + 1));
    }

    private bool ReadListenPlace(Part word, Part host)
    {
        if (word.IsEmpty)
        {
            return Fail(word, ExpectedListen);
        }
        switch (host.Span)
        {
            case "" or "any" or "wildcard":
                _listen = new ListenPlace.Everywhere();
                return true;
            case "loopback":
                _listen = new ListenPlace.Loopback();
                return true;
            default:
                var isRead = ReadAddressOrName(word, host, ExpectedListen, Vocabulary.Places, out var at);
                _listen = new ListenPlace.At(at);
                return isRead;
        }
    }

    private bool ReadAddressOrName(Part word, Part host, string expected, string[] candidates, out EndpointHost read)
    {
        read = new EndpointHost.Named(host.ToString());
        if (host.Span.Contains('/'))
        {
            return FailSlash(host, expected);
        }
        if (!LooksNumeric(host))
        {
            return CheckHostName(host, expected, candidates);
        }
        var isRead = ReadAddress(word, host, out var address);
        read = new EndpointHost.Literal(address.Unmap());
        return isRead;
    }

    private bool ReadListenPorts(Part host, Part? ports)
    {
        if (ports is not { } written)
        {
            var bracketed = host.Span.Contains(':') ? BracketPort(host.ToString()) : null;
            return Fail(host, "`:PORTS` behind it: a port, a range or a list of them", bracketed);
        }
        return ReadPorts(written, out _ports) && CheckPortsOnce(written);
    }

    private bool CheckPortsOnce(Part rest)
    {
        for (var i = 0; i < _ports.Count; i++)
        {
            var item = Item(ref rest);
            var range = _ports[i];
            for (var j = 0; j < i; j++)
            {
                if (_ports[j].First <= range.Last && range.First <= _ports[j].Last)
                {
                    return Fail(item, $"each port once: {_ports[j]} has it too");
                }
            }
        }
        return true;
    }
}
