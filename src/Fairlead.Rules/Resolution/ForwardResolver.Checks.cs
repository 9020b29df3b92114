using Fairlead.Rules.Forwarding;
using Fairlead.Rules.Text;

namespace Fairlead.Rules.Resolution;

/// <content>What cannot work, alone or together, once the addresses are known.</content>
public sealed partial class ForwardResolver
{
    private void Check(ForwardRule rule, SourceLine source)
    {
        foreach (var backend in rule.To.Items)
        {
            CheckSource(rule, backend, source);
        }
        foreach (var point in rule.Listen.Items)
        {
            // One error is enough: a range has the same for each port of it.
            if (!CheckPort(rule, point, source) || !CheckLoop(rule, point, source) || !CheckFamilies(rule, point, source))
            {
                return;
            }
        }
    }

    private void CheckSource(ForwardRule rule, Backend backend, SourceLine source)
    {
        var sources = rule.Options.From.Items;
        if (sources.Length > 0 && !HaveOneFamily(sources, backend.Addresses.Items))
        {
            var address = backend.Addresses[0];
            Fail(source, backend.Name ?? address.ToString(), $"`from` has no {Family(address.IsV4)} address for "
                + $"{backend.Name ?? address.ToString()}: a source is of the family of the server", "to");
        }
    }

    // The parser has checked the ports that are written; those of passed sockets are known now.
    private bool CheckPort(ForwardRule rule, ListenPoint point, SourceLine source)
    {
        foreach (var backend in rule.To.Items)
        {
            var port = backend.Port.IsFixed ? backend.Port.Number : point.Port + backend.Port.Number;
            if (port is < 1 or > ushort.MaxValue)
            {
                Fail(source, $"{backend.Port.Number:+0;-0}", $"the passed socket is at port {point.Port}, from which "
                    + $"{backend.Port.Number:+0;-0} leads to {port}: ports go from 1 to 65535");
                return false;
            }
        }
        return true;
    }

    private bool CheckLoop(ForwardRule rule, ListenPoint point, SourceLine source)
    {
        foreach (var backend in rule.To.Items)
        {
            if (backend.Port.For(point.Port) == point.Port && Reached(backend, point) is { } address)
            {
                Fail(source, backend.Name ?? address.ToString(), "this server is the place that is listened at, "
                    + $"{Name(rule.Protocol)} {point.Address.WithPort(point.Port)}: what comes would go round for ever", "to");
                return false;
            }
        }
        return true;
    }

    // The address of a backend by which the place itself is reached; null: none.
    private Address? Reached(Backend backend, ListenPoint point)
    {
        foreach (var address in backend.Addresses.Items)
        {
            var isOfPlace = point.Address.IsWildcard
                && (point.Address.IsV4 == address.IsV4 || point.Passed is { IsDualStack: true });
            if (address == point.Address || (isOfPlace && IsLocal(address)))
            {
                return address;
            }
        }
        return null;
    }

    // From statement to statement and back again.
    private void CheckCircles(Dictionary<string, (ForwardRule Rule, ListenPoint Point)> places, IReadOnlyList<WrittenForward> statements)
    {
        foreach (var (place, start) in places)
        {
            if (ComesBack(start.Rule, start.Point, place, places, _rules.Count))
            {
                var source = statements[start.Rule.Number - 1].Source;
                Fail(source, source.Text.Trim(), $"what comes to {place} is forwarded from statement to statement until it is back: it "
                    + "would go round for ever");
                return;
            }
        }
    }

    private bool ComesBack(
        ForwardRule rule, ListenPoint point, string start, Dictionary<string, (ForwardRule Rule, ListenPoint Point)> places, int left)
    {
        foreach (var backend in rule.To.Items)
        {
            var port = backend.Port.For(point.Port);
            foreach (var address in backend.Addresses.Items)
            {
                var wildcard = Place(rule.Protocol, address.IsV4 ? Address.AnyV4 : Address.AnyV6, port);
                var next = Place(rule.Protocol, address, port);
                next = places.ContainsKey(next) || !places.ContainsKey(wildcard) || !IsLocal(address) ? next : wildcard;
                if (places.TryGetValue(next, out var led)
                    && (next == start || (left > 0 && ComesBack(led.Rule, led.Point, start, places, left - 1))))
                {
                    return true;
                }
            }
        }
        return false;
    }

    private bool CheckFamilies(ForwardRule rule, ListenPoint point, SourceLine source) =>
        rule.Options.Transparent == Transparency.None
        || (CheckFamily(rule, point, source, isV4: true) && CheckFamily(rule, point, source, isV4: false));

    private bool CheckFamily(ForwardRule rule, ListenPoint point, SourceLine source, bool isV4)
    {
        var own = point.Address.Unmap().IsV4 == isV4;
        var isAsked = own || point.Passed is { IsDualStack: true };
        if (!isAsked || Array.Exists(rule.To.Items, backend => HasFamily(backend.Addresses.Items, isV4)))
        {
            return true;
        }
        var instead = (own, point.Address.IsWildcard) switch
        {
            (false, _) => " (BindIPv6Only=ipv6-only in the .socket unit)",
            (_, true) => isV4 ? " ([::] instead of any)" : " (0.0.0.0 instead of any)",
            _ => "",
        };
        Fail(source, "transparent", $"v4/v6 mismatch in transparent mode: clients come over {Family(isV4)} to "
            + $"{point.Address.WithPort(point.Port)}, and no server has an {Family(isV4)} address to see them from; add one, or "
            + $"listen at {Family(!isV4)} alone{instead}");
        return false;
    }

    // By text: sets of our own values would be compiled at start.
    private void CheckOverlaps(IReadOnlyList<WrittenForward> statements)
    {
        var places = new Dictionary<string, (ForwardRule Rule, ListenPoint Point)>();
        foreach (var rule in _rules)
        {
            foreach (var point in rule.Listen.Items)
            {
                var place = Place(rule.Protocol, point.Address, point.Port);
                if (!places.TryAdd(place, (rule, point)) && !AreTwoSockets(point, places[place].Point))
                {
                    FailOverlap(rule, places[place].Rule, place, statements);
                    break;
                }
            }
        }
        if (_errors.Count == 0 && statements.Count > 1)
        {
            CheckCircles(places, statements);
        }
    }

    private static string Place(Protocol protocol, Address address, ushort port) => $"{Name(protocol)} {address.WithPort(port)}";

    // systemd can pass several of one place, with ReusePort= or one for each device.
    private static bool AreTwoSockets(ListenPoint a, ListenPoint b) =>
        a.Passed is { } one && b.Passed is { } other && one.Descriptor != other.Descriptor;

    private void FailOverlap(ForwardRule rule, ForwardRule earlier, string place, IReadOnlyList<WrittenForward> statements)
    {
        var source = statements[rule.Number - 1].Source;
        var at = statements[earlier.Number - 1].Source;
        Fail(source, source.Text.Trim(), $"statement {rule.Number} listens at {place}, and so does statement {earlier.Number} "
            + $"({at.Name}:{at.Line}: {earlier.Text}): one place is for one statement");
    }

    private static bool HaveOneFamily(Address[] sources, Address[] addresses) =>
        (HasFamily(sources, isV4: true) && HasFamily(addresses, isV4: true))
        || (HasFamily(sources, isV4: false) && HasFamily(addresses, isV4: false));

    private static bool HasFamily(Address[] addresses, bool isV4)
    {
        foreach (var address in addresses)
        {
            if (address.IsV4 == isV4)
            {
                return true;
            }
        }
        return false;
    }

    private static string Family(bool isV4) => isV4 ? "IPv4" : "IPv6";

    private static string Name(Protocol protocol) => RulePrinter.Name(protocol);
}
