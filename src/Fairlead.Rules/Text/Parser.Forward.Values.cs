using Fairlead.Rules.Forwarding;

namespace Fairlead.Rules.Text;

/// <content>What follows the names of options that rules do not have.</content>
internal sealed partial class Parser
{
    private const string ExpectedSeconds = "a time from 1 second to 168 hours: a number of seconds, or as 90s, 5m, 1h";
    private const string ExpectedSources = "the source addresses, with commas between them";

    private bool ReadSeconds(ForwardOptionKind kind)
    {
        if (!Take(ExpectedSeconds, out var word))
        {
            return false;
        }
        if (Seconds.Parse(word.Span) is not { } seconds)
        {
            return Fail(word, ExpectedSeconds, WholeSeconds(word.Span));
        }
        return Set(kind == ForwardOptionKind.Idle ? _forward with { Idle = seconds } : _forward with { Resolve = seconds });
    }

    // 2000ms is 2s here, and 1min, 60sec and 2hours are 1m, 60s and 2h.
    private static string? WholeSeconds(ReadOnlySpan<char> word)
    {
        var digits = word[..^word.TrimStart("0123456789").Length];
        var unit = word[digits.Length..];
        var meant = unit switch
        {
            "ms" or "msec" => digits.Length > 3 && digits[^3..] is "000" ? $"{digits[..^3]}s" : "",
            "sec" or "secs" or "second" or "seconds" or "S" => $"{digits}s",
            "min" or "mins" or "minute" or "minutes" or "M" => $"{digits}m",
            "hour" or "hours" or "hr" or "H" => $"{digits}h",
            "d" or "day" or "days" => int.TryParse(digits, out var days) && days is > 0 and <= 7 ? $"{days * 24}h" : "",
            _ => "",
        };
        return Seconds.Parse(meant) is null ? null : meant;
    }

    private bool ReadEvict()
    {
        var expected = Vocabulary.OneOf(ForwardVocabulary.Evictions);
        if (!Take($"who makes room: {expected}", out var word))
        {
            return false;
        }
        var eviction = Array.IndexOf(ForwardVocabulary.Evictions, word.ToString());
        return eviction < 0
            ? FailWord(word, $"who makes room: {expected}", ForwardVocabulary.Evictions)
            : Set(_forward with { Evict = (Eviction)eviction });
    }

    private bool ReadTransparent()
    {
        if (!Accept(ForwardVocabulary.OneWay))
        {
            return Set(_forward with { Transparent = Transparency.Full });
        }
        var isUdp = _protocol == Protocol.Udp || _listen is ListenPlace.InTurn;
        return isUdp
            ? Set(_forward with { Transparent = Transparency.OneWay })
            : Fail(words[_next - 1].Whole, "`transparent` alone, or a statement of udp: TCP needs both ways");
    }

    private bool ReadForwardFrom()
    {
        if (!Take(ExpectedSources, out var rest))
        {
            return false;
        }
        var sources = new Address[rest.Span.Count(',') + 1];
        for (var i = 0; i < sources.Length; i++)
        {
            var item = Item(ref rest);
            if (!ReadSource(item, out sources[i]))
            {
                return false;
            }
            for (var j = 0; j < i; j++)
            {
                if (sources[j] == sources[i])
                {
                    return Fail(item, "each address once");
                }
            }
        }
        return Set(_forward with { From = ValueList.Create<Address>(sources) });
    }

    private bool ReadSource(Part item, out Address address)
    {
        address = default;
        if (!SplitPort(item, out var host, out var port))
        {
            return false;
        }
        if (port is not null)
        {
            return Fail(item, "an address without a port: every client has a port of its own", host.ToString());
        }
        if (!LooksNumeric(host))
        {
            return Fail(item, ExpectedSources);
        }
        if (host.Span.Contains('/'))
        {
            return FailSlash(host, ExpectedSources);
        }
        var isRead = ReadAddress(item, host, out var read);
        address = read.Unmap();
        return isRead && (!address.IsWildcard || Fail(item, "an address of this host: without `from` the kernel picks one"));
    }
}
