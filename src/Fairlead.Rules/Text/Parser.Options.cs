namespace Fairlead.Rules.Text;

/// <content>option = NAME [argument], each at most once.</content>
internal sealed partial class Parser
{
    private readonly SocketOption[] _options = new SocketOption[OptionSyntax.Names.Length];
    private int _optionCount;

    private ValueList<SocketOption> MakeOptions() => ValueList.Create<SocketOption>(_options.AsSpan(0, _optionCount));

    private bool ReadOption(Part word)
    {
        if (OptionSyntax.Find(word.Span) is not { } kind)
        {
            return FailStep(word);
        }
        if (!CheckOption(word, kind) || !ReadArgument(OptionSyntax.Of(kind), out var number, out var text))
        {
            return false;
        }
        _options[_optionCount++] = new SocketOption(kind, number, text);
        return true;
    }

    private bool FailStep(Part word)
    {
        var text = word.ToString();
        if (text is "mode" or ";" or "&&")
        {
            return Fail(word, text == "mode" ? "`mode` right after unix:PATH, or not at all" : "one rule a line");
        }
        var isFirst = _actionWord is null && _optionCount == 0;
        var candidates = isFirst ? [.. Vocabulary.Actions(_verb), .. OptionSyntax.Names] : OptionSyntax.Names;
        var expected = isFirst ? ExpectedSteps() : $"{ExpectedOption} or the end of the rule";
        if (isFirst && text.AsSpan().ContainsAny(":./"))
        {
            return Fail(word, expected, WithWord(word, "to"));
        }
        return WithoutEquals(text) is { } option ? Fail(word, expected, option) : FailWord(word, expected, candidates);
    }

    // mark=7 is `mark 7` here, and reuseaddr=1 is `reuseaddr`.
    private static string? WithoutEquals(string text)
    {
        var equals = text.IndexOf('=');
        return equals < 0 || OptionSyntax.Find(text.AsSpan(0, equals)) is not { } kind ? null
            : OptionSyntax.Of(kind).Argument == OptionArgument.None ? text[..equals]
            : $"{text[..equals]} {text[(equals + 1)..]}";
    }

    private bool CheckOption(Part word, OptionKind kind)
    {
        foreach (var earlier in _options.AsSpan(0, _optionCount))
        {
            if (earlier.Kind == kind)
            {
                return Fail(word, $"`{word}` once");
            }
        }
        return WhyNot(kind) is not { } instead || Fail(word, instead);
    }

    // What is expected in the place of an option that the rest of the rule makes void; null: the option fits.
    private string? WhyNot(OptionKind kind) => (_action, kind) switch
    {
        (RuleAction.Allow, _) => "the end of the rule: `allow` leaves the socket as it is",
        (RuleAction.Deny, _) => "the end of the rule: `deny` leaves no socket to set options on",
        (RuleAction.Fake, not OptionKind.Hide) => "hide or the end of the rule: nobody reaches a fake socket",
        (null, OptionKind.Hide) when _to is null =>
            $"{(_verb == Verb.Bind ? "`to` or `fake`" : "`to`")} before `hide`: there is nothing to hide without",
        (_, OptionKind.NoDelay or OptionKind.Congestion) when _protocol == Protocol.Udp =>
            "an option that UDP has: this one is of TCP alone",
        _ when _to is Target.Unix && !FitsUnix(kind) =>
            "rcvbuf, sndbuf, mark, priority, hide or the end of the rule: a unix socket has no other option",
        _ when _to is Target.Activated && !FitsUnix(kind) =>
            "rcvbuf, sndbuf, mark, priority, hide or the end of the rule: the .socket unit sets the others",
        _ => null,
    };

    private static bool FitsUnix(OptionKind kind) =>
        kind is OptionKind.RcvBuf or OptionKind.SndBuf or OptionKind.Mark or OptionKind.Priority or OptionKind.Hide;
}
