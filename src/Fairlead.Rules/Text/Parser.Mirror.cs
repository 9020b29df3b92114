using Fairlead.Rules.Mirroring;

namespace Fairlead.Rules.Text;

/// <content>
/// mirror = ("mirror" | "steal") protocol match ":" ports ["to" change] { option }
///        | "files" PATTERN handling | "env" names | "dns" | "outgoing" protocol match [":" ports]
/// </content>
internal sealed partial class Parser
{
    private const string ExpectedMirrorPlace =
        "an address that is reached: any, loopback, an address or ADDRESS/LENGTH";

    private bool _isMirror;

    private WrittenMirror? ReadMirror()
    {
        _isMirror = true;
        MirrorStatement? statement = words[_next++].Text switch
        {
            MirrorVocabulary.Files => ReadFiles(),
            MirrorVocabulary.Env => ReadEnv(),
            MirrorVocabulary.Dns => ReadEnd("`dns` stands alone") ? new DnsStatement() : null,
            MirrorVocabulary.Outgoing => ReadOutgoing(),
            _ => ReadFeed(),
        };
        return statement is null ? null : new WrittenMirror(statement, source);
    }

    private bool ReadEnd(string why) => _next == words.Count || Fail(words[_next].Whole, $"{TheEnd}: {why}");

    private OutgoingStatement? ReadOutgoing()
    {
        const string Expected = ExpectedMirrorPlace + ", with :PORTS or not";
        return ReadProtocol() && ReadMirrorMatch(Expected, out _, out _) && ReadEnd("`outgoing` takes a protocol and a match")
            ? new OutgoingStatement(_protocol, _match!)
            : null;
    }

    private bool ReadMirrorMatch(string expected, out Part word, out Part? ports)
    {
        var not = Accept("not");
        ports = null;
        if (!Take(expected, out word) || !SplitPort(word, out var host, out ports)
            || !ReadMirrorPlace(word, host, expected, out var place) || !ReadPorts(ports, out _ports))
        {
            return false;
        }
        _match = new Match(not, place, _ports);
        return !not || place is not AddressPattern.Any
            || Fail(word, "an address after `not`: it inverts the address, never the port, and `not any` is nothing");
    }

    private bool ReadMirrorPlace(Part word, Part host, string expected, out AddressPattern place)
    {
        place = host.Span switch
        {
            "wildcard" => new AddressPattern.Wildcard(),
            "loopback" => new AddressPattern.Loopback(),
            _ => new AddressPattern.Any(),
        };
        if (word.IsEmpty || word.Span[0] == '!')
        {
            return Fail(word, expected, word.Span.Length > 1 ? $"not {word.From(1)}" : null);
        }
        if (host.Span is "" or "any" or "wildcard" or "loopback")
        {
            return true;
        }
        if (!LooksNumeric(host))
        {
            return FailMirrorName(host, expected);
        }
        var isRead = ReadNetwork(word, host, out var network);
        place = new AddressPattern.Block(network);
        return isRead;
    }

    // A name could be looked up here or there, and the wrong one of the two would be silent.
    private bool FailMirrorName(Part host, string expected)
    {
        if (host.Span is "*" or "all" or "localhost")
        {
            return Fail(host, expected, host.Span is "localhost" ? "loopback" : "any");
        }
        return Suggestion.Nearest(host.Span, Vocabulary.Places) is null && HostName.IsValid(host.Span)
            ? Fail(host, $"{expected}; no host name, which may mean another address at the target")
            : FailWord(host, expected, Vocabulary.Places);
    }
}
