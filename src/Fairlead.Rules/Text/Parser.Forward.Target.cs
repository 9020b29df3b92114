using Fairlead.Rules.Forwarding;

namespace Fairlead.Rules.Text;

/// <content>targets = target { "," target }, target = (ADDRESS | NAME) [":" (PORT | PORT "-" PORT | "+" N | "-" N)].</content>
internal sealed partial class Parser
{
    private const string ExpectedServer =
        "a server: an address or a host name, with :PORT, :FIRST-LAST, :+N or :-N where its port is another";

    private bool ReadTargets()
    {
        if (!Take(ExpectedServer, out var rest))
        {
            return false;
        }
        var targets = new ForwardTarget[rest.Span.Count(',') + 1];
        for (var i = 0; i < targets.Length; i++)
        {
            if (!ReadForwardTarget(Item(ref rest), out targets[i]))
            {
                return false;
            }
        }
        _targets = ValueList.Create<ForwardTarget>(targets);
        return true;
    }

    private bool ReadForwardTarget(Part item, out ForwardTarget target)
    {
        target = null!;
        if (item.IsEmpty)
        {
            return Fail(item, ExpectedServer);
        }
        if (!SplitPort(item, out var name, out var port) || !ReadServer(item, name, port, out var host)
            || !ReadTargetPort(port, out var change))
        {
            return false;
        }
        target = new ForwardTarget(host, change);
        return true;
    }

    private bool ReadServer(Part item, Part name, Part? port, out EndpointHost host)
    {
        host = new EndpointHost.Same();
        if (name.IsEmpty || (port is null && Characters.IsPortLike(name.Span)))
        {
            return Fail(item, "the address or the host name of a server before the port");
        }
        if (Exact(name.Span, default) is not null)
        {
            return Fail(name, "one server, not a set of addresses", name.Span is "loopback" ? "127.0.0.1" : null);
        }
        if (!ReadAddressOrName(item, name, ExpectedServer, [], out host))
        {
            return false;
        }
        return host is not EndpointHost.Literal { Address: { IsWildcard: true, IsV4: var isV4 } }
            || Fail(name, "the address of a server: this one is for listening", isV4 ? "127.0.0.1" : "::1");
    }

    private bool ReadTargetPort(Part? port, out TargetPort read)
    {
        read = new TargetPort.Same();
        if (port is not { } part)
        {
            return true;
        }
        if (part.Span is ['+' or '-', ..])
        {
            return ReadMove(part, out read);
        }
        if (!ReadRange(part, out var range))
        {
            return false;
        }
        var isRange = part.Span.Contains('-');
        read = isRange ? new TargetPort.InStep(range) : new TargetPort.Fixed(range.First);
        return !isRange || CheckStep(part, range);
    }

    private bool ReadMove(Part part, out TargetPort read)
    {
        var isDown = part.Span[0] == '-';
        var what = isDown ? "a number to subtract" : "a number to add";
        var isNumber = ReadNumber(part.From(1), 1, ushort.MaxValue, what, out var number);
        var by = isDown ? -(int)number : (int)number;
        read = new TargetPort.Moved(by);
        return isNumber && CheckMove(part, by);
    }

    private bool CheckMove(Part part, int by)
    {
        foreach (var range in _ports.Items)
        {
            var end = by < 0 ? range.First : range.Last;
            if (end + by is < 1 or > ushort.MaxValue)
            {
                return Fail(part, $"a step to ports from 1 to 65535: from {end} it leads to {end + by}");
            }
        }
        return true;
    }

    private bool CheckStep(Part part, PortRange range)
    {
        if (_listen is ListenPlace.Activated or ListenPlace.InTurn)
        {
            return Fail(part, "one port, :+N or :-N: passed sockets are no range to go in step with");
        }
        if (_ports.Count != 1)
        {
            return Fail(part, "one port, :+N or :-N: a range goes in step with one range, not with a list");
        }
        var (listening, first) = (_ports[0], range.First);
        int length = range.Last - first + 1, expected = listening.Last - listening.First + 1;
        var last = first + expected - 1;
        return length == expected
            || Fail(part, $"a range of {Ports(expected)}, as many as {listening} has: this one has {Ports(length)}",
                last <= ushort.MaxValue ? $"{new PortRange(first, (ushort)last)}" : null);
    }

    private static string Ports(int count) => count == 1 ? "1 port" : $"{count} ports";
}
