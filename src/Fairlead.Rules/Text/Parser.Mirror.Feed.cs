using Fairlead.Rules.Mirroring;

namespace Fairlead.Rules.Text;

/// <content>feed = protocol match ":" ports ["to" (":" PORT | ":+" N)] { option }.</content>
internal sealed partial class Parser
{
    private const string ExpectedFeedPlace = ExpectedMirrorPlace + ", with :PORTS";
    private const string ExpectedFeedTo = "`:PORT` or `:+N`, the port that the local program listens on";

    private const string MovesRange = "`:+N`, which moves a range: `:PORT` is one port";

    private FeedKind _feedKind;
    private PortChange _feedTo;

    private FeedStatement? ReadFeed()
    {
        _feedKind = (FeedKind)Array.IndexOf(MirrorVocabulary.Statements, words[_next - 1].Text);
        var isRead = ReadProtocol() && ReadMirrorMatch(ExpectedFeedPlace, out var word, out var ports)
            && CheckFeedPlace(word) && CheckFeedPorts(word, ports) && ReadFeedTo() && ReadFeedOptions();
        return isRead ? new FeedStatement(_feedKind, _protocol, _match!, _feedTo, _feed) : null;
    }

    // Nobody connects to the wildcard address: who writes it means what the program listens at.
    private bool CheckFeedPlace(Part word)
    {
        if (_match!.Address is AddressPattern.Block { Network: { Address: { IsWildcard: true } all } network }
            && network.PrefixLength == all.Width)
        {
            var ports = _match.Ports.Count == 0 ? "" : $":{string.Join(',', _match.Ports.Items)}";
            var every = all.IsV4 ? $"0.0.0.0/0{ports}" : ports.Length > 0 ? $"[::/0]{ports}" : "::/0";
            return Fail(word, "an address that clients connect to: nobody connects to the wildcard address", every);
        }
        if (_match.Address is AddressPattern.Wildcard)
        {
            _match = _match with { Address = new AddressPattern.Any() };
            return !_match.Not || Fail(word, "an address after `not`: clients connect to every other one");
        }
        return true;
    }

    private bool CheckFeedPorts(Part word, Part? ports)
    {
        if (ports is { } written)
        {
            return CheckPortsOnce(written);
        }
        var next = _next < words.Count && Characters.IsPortLike(words[_next].Text) ? $"{word}:{words[_next].Text}" : null;
        var bracketed = word.Span.Contains(':') ? BracketPort(word.ToString()) : null;
        return Fail(word, "`:PORTS` behind it: a port is needed, or a range or a list of them", next ?? bracketed);
    }

    private bool ReadFeedTo()
    {
        if (!Accept("to"))
        {
            return true;
        }
        if (!Take(ExpectedFeedTo, out var word))
        {
            return false;
        }
        if (!word.Span.StartsWith(':'))
        {
            var colon = word.Span.LastIndexOf(':');
            var port = word.From(colon + 1);
            return Fail(word, ExpectedFeedTo, Characters.IsPortLike(port.Span) ? $":{port}" : null);
        }
        return word.Span.Contains('-') ? FailRange(word) : ReadChange(word.From(1), out _feedTo) && CheckFeedTo(word);
    }

    private bool FailRange(Part word)
    {
        var first = word.Span[1..word.Span.IndexOf('-')];
        return Fail(word, MovesRange, ushort.TryParse(first, out var port) ? MovedBy(port) : null);
    }

    // What leads the first port to this one; null: nothing that may be written does.
    private string? MovedBy(ushort to)
    {
        var by = to - _ports[0].First;
        return _ports.Count == 1 && by > 0 && by + _ports[0].Last <= ushort.MaxValue ? $":+{by}" : null;
    }

    private bool CheckFeedTo(Part word)
    {
        foreach (var range in _ports.Items)
        {
            if (_feedTo.Apply(range.Last) is null)
            {
                return Fail(word, $"a number to add that leads to 65535 at most: {range.Last} goes to {range.Last + _feedTo.Number}");
            }
            if (_feedTo.Kind == PortChangeKind.Set && range.First != range.Last)
            {
                return Fail(word, MovesRange, MovedBy(_feedTo.Number));
            }
        }
        return true;
    }
}
