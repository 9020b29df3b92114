namespace Fairlead.Rules.Text;

/// <content>match = ["not"] place [":" ports], and the addresses that targets share with it.</content>
internal sealed partial class Parser
{
    private const string ExpectedPlace =
        "an address to match: any, wildcard, loopback, an address, ADDRESS/LENGTH or a host name, with :PORTS or not";

    private bool ReadMatch()
    {
        var not = Accept("not");
        if (!Take(ExpectedPlace, out var word))
        {
            return false;
        }
        if (!SplitPort(word, out var host, out var ports) || !ReadPlace(word, host, out var place)
            || !ReadPorts(ports, out var ranges))
        {
            return false;
        }
        _match = new Match(not, place, ranges);
        return !not || place is not AddressPattern.Any
            || Fail(word, "an address after `not`: it inverts the address, never the port, and `not any` is nothing");
    }

    /// <summary>Parts a word into address and port. IPv6 goes in brackets where a port follows.</summary>
    private bool SplitPort(Part word, out Part host, out Part? port)
    {
        (host, port) = (word, null);
        if (word.Span.StartsWith('['))
        {
            return SplitBrackets(word, out host, out port);
        }
        var colon = word.Span.IndexOf(':');
        if (colon >= 0 && colon == word.Span.LastIndexOf(':'))
        {
            (host, port) = (word.Before(colon), word.From(colon + 1));
        }
        return true;
    }

    private bool SplitBrackets(Part word, out Part host, out Part? port)
    {
        (host, port) = (word, null);
        var close = word.Span.IndexOf(']');
        if (close < 0)
        {
            return Fail(word, "a closing `]` after the IPv6 address");
        }
        host = word.Before(close).From(1);
        var rest = word.From(close + 1);
        if (!host.Span.Contains(':'))
        {
            var plain = host.IsEmpty ? null : $"{host}{rest}";
            return Fail(host, "an IPv6 address: other addresses go without brackets", plain);
        }
        if (rest.Span.StartsWith('/'))
        {
            return Fail(rest, "the prefix length inside the brackets", $"[{host}{rest}]");
        }
        port = rest.IsEmpty ? null : rest.From(1);
        return rest.IsEmpty || rest.Span[0] == ':' || Fail(rest, "`:PORT` after `]`");
    }

    private bool ReadPlace(Part word, Part host, out AddressPattern place)
    {
        place = host.Span switch
        {
            "" or "any" => new AddressPattern.Any(),
            "wildcard" => new AddressPattern.Wildcard(),
            "loopback" => new AddressPattern.Loopback(),
            _ => new AddressPattern.Host(host.ToString()),
        };
        if (word.IsEmpty || word.Span[0] == '!')
        {
            return Fail(word, ExpectedPlace, word.Span.Length > 1 ? $"not {word.From(1)}" : null);
        }
        if (place is not AddressPattern.Host)
        {
            return true;
        }
        if (!LooksNumeric(host))
        {
            return CheckHostName(host, ExpectedPlace, Vocabulary.Places);
        }
        var isRead = ReadNetwork(word, host, out var network);
        place = new AddressPattern.Block(network);
        return isRead;
    }

    private static bool LooksNumeric(Part host) =>
        host.Span.ContainsAny(":/") || HostName.EndsInNumber(host.Span) || Characters.IsPortLike(host.Span);

    private bool CheckHostName(Part host, string expected, string[] candidates)
    {
        if (host.Span is "*" or "all")
        {
            return Fail(host, expected, candidates[0]);
        }
        return Vocabulary.IsReserved(host.Span)
            ? FailReserved(host, expected, candidates)
            : HostName.IsValid(host.Span) || FailWord(host, expected, candidates);
    }

    // `bind any to :80` took its `any` for the protocol.
    private bool FailReserved(Part word, string expected, string[] candidates) =>
        IsRule && _match is null && words[_next - 1].Text is var text && word.Span.SequenceEqual(text)
            && IsStep(text)
            ? Fail(word, expected, WithWord(word, "any"))
            : FailWord(word, expected, candidates);
}
