using Fairlead.Rules.Mirroring;

namespace Fairlead.Rules.Text;

/// <content>option = "diff" | "passive" | "header" NAME:VALUE | "path" GLOB; the last two may stand several times.</content>
internal sealed partial class Parser
{
    private FeedOptions _feed = FeedOptions.Default;

    private string[] FittingOptions => (_feedKind, _protocol) switch
    {
        (FeedKind.Mirror, Protocol.Tcp) => [MirrorVocabulary.Diff, MirrorVocabulary.Passive],
        (FeedKind.Mirror, _) => [MirrorVocabulary.Passive],
        (_, Protocol.Tcp) => [MirrorVocabulary.Header, MirrorVocabulary.Path],
        _ => [],
    };

    private string ExpectedFeedOption => FittingOptions is { Length: > 0 } options
        ? $"an option ({Vocabulary.OneOf(options)}) or {TheEnd}"
        : TheEnd;

    private bool ReadFeedOptions()
    {
        while (_next < words.Count)
        {
            var word = words[_next++].Whole;
            if (!ReadFeedOption(word))
            {
                return false;
            }
        }
        return true;
    }

    private bool ReadFeedOption(Part word) => word.Span switch
    {
        MirrorVocabulary.Diff => CheckDiff(word) && Set(_feed with { Diff = true }),
        MirrorVocabulary.Passive => CheckPassive(word) && Set(_feed with { Passive = true }),
        MirrorVocabulary.Header => CheckFilter(word) && ReadHeader(),
        MirrorVocabulary.Path => CheckFilter(word) && ReadPath(),
        _ => FailFeedOption(word),
    };

    private bool Set(FeedOptions options)
    {
        _feed = options;
        return true;
    }

    private bool CheckDiff(Part word)
    {
        var instead = this switch
        {
            { _feed.Diff: true } => "`diff` once",
            { _feedKind: FeedKind.Steal } => "an option of `steal`: what is stolen has one answer, and none to compare it with",
            { _protocol: not Protocol.Tcp } => "an option of UDP: `diff` is for `mirror tcp`, as datagrams come in no order",
            { _feed.Passive: true } => "no `diff` beside `passive`: a copy with gaps has other answers",
            _ => null,
        };
        return instead is null || Fail(word, instead);
    }

    private bool CheckPassive(Part word)
    {
        var instead = this switch
        {
            { _feed.Passive: true } => "`passive` once",
            { _feedKind: FeedKind.Steal } => "an option of `steal`: packets can be copied passively, not taken",
            { _feed.Diff: true } => "no `passive` beside `diff`: a copy with gaps has other answers",
            _ => null,
        };
        return instead is null || Fail(word, instead);
    }

    private bool CheckFilter(Part word)
    {
        var instead = this switch
        {
            { _feedKind: FeedKind.Mirror } => $"an option of `mirror`: `{word}` is for `steal tcp`, a mirror copies whole connections",
            { _protocol: not Protocol.Tcp } => $"an option of UDP: `{word}` is for `steal tcp`, as it reads requests of HTTP/1.1 and h2c",
            _ => null,
        };
        return instead is null || Fail(word, instead);
    }

    private bool FailFeedOption(Part word)
    {
        var text = word.ToString();
        if (text is ";" or "&&")
        {
            return Fail(word, "one statement a line");
        }
        if (text == "to")
        {
            return Fail(word, _feedTo.Kind == PortChangeKind.Keep ? "an option: `to` stands before the options" : "no second `to`");
        }
        if (text.IndexOf('=') is var equals and > 0 && Array.IndexOf(FittingOptions, text[..equals]) >= 0)
        {
            return Fail(word, ExpectedFeedOption, $"{text[..equals]} {RulePrinter.Quoted(text[(equals + 1)..])}".TrimEnd());
        }
        if (word.IsEmpty)
        {
            return Fail(word, ExpectedFeedOption);
        }
        if (Characters.IsPortLike(text))
        {
            return Fail(word, $"{ExpectedFeedOption}; a list of ports has no blanks");
        }
        if (_feedTo.Kind != PortChangeKind.Keep || _feed != FeedOptions.Default)
        {
            return FailWord(word, ExpectedFeedOption, FittingOptions);
        }
        var expected = $"`to :PORT`{(FittingOptions is [] ? " or" : ",")} {ExpectedFeedOption}";
        return text[0] == ':' && Characters.IsPortLike(text.AsSpan(1))
            ? Fail(word, expected, $"to {text}")
            : FailWord(word, expected, ["to", .. FittingOptions]);
    }
}
