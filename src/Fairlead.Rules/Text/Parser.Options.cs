using System.Globalization;
using System.Text;

namespace Fairlead.Rules.Text;

/// <content>option = NAME [argument], each at most once.</content>
internal sealed partial class Parser
{
    private const int MaxInterface = 15;
    private const int MaxAlgorithm = 15;

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
        var expected = isFirst ? ExpectedSteps() : $"an option ({Vocabulary.OneOf(OptionSyntax.Names)}) or the end of the rule";
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
            "rcvbuf, sndbuf, mark, priority, hide or the end of the rule: the .socket unit sets the others before it binds",
        _ => null,
    };

    private static bool FitsUnix(OptionKind kind) =>
        kind is OptionKind.RcvBuf or OptionKind.SndBuf or OptionKind.Mark or OptionKind.Priority or OptionKind.Hide;

    private bool ReadArgument(OptionSyntax syntax, out uint number, out string? text)
    {
        (number, text) = (0, null);
        var expected = syntax.Argument switch
        {
            OptionArgument.Number => $"a number from {syntax.Minimum} to {syntax.Maximum}",
            OptionArgument.Interface => "the name of an interface",
            _ => "the name of a congestion control, such as bbr",
        };
        if (syntax.Argument == OptionArgument.None)
        {
            return true;
        }
        if (!Take(expected, out var word))
        {
            return false;
        }
        if (syntax.Argument == OptionArgument.Number)
        {
            return ReadOptionNumber(word, syntax, out number);
        }
        text = word.ToString();
        return syntax.Argument == OptionArgument.Interface ? CheckInterface(word) : CheckAlgorithm(word, expected);
    }

    private bool ReadOptionNumber(Part word, OptionSyntax syntax, out uint number)
    {
        number = 0;
        if (!word.Span.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
        {
            return Bytes(word.Span) is { } bytes
                ? Fail(word, "a number without a unit", bytes)
                : ReadNumber(word, syntax.Minimum, syntax.Maximum, "a number", out number);
        }
        var isNumber = uint.TryParse(word.Span[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number);
        return (isNumber && number >= syntax.Minimum && number <= syntax.Maximum)
            || Fail(word, $"a number from {syntax.Minimum} to 0x{syntax.Maximum:x}");
    }

    // The number behind 64k or 4M; null: the word is no such thing.
    private static string? Bytes(ReadOnlySpan<char> word)
    {
        var shift = word.IsEmpty ? 0 : char.ToLowerInvariant(word[^1]) switch
        {
            'k' => 10,
            'm' => 20,
            _ => 0,
        };
        return shift > 0 && ushort.TryParse(word[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? $"{(ulong)number << shift}"
            : null;
    }

    private bool CheckInterface(Part name)
    {
        var isName = !name.IsEmpty && name.Span is not ("." or "..") && !Characters.HasBlank(name.Span) && !name.Span.ContainsAny("/:,");
        return isName
            ? Encoding.UTF8.GetByteCount(name.Span) <= MaxInterface
                || Fail(name, $"at most {MaxInterface} bytes: names of interfaces are no longer")
            : Fail(name, "the name of one interface, without blanks, `/`, `:` and `,`");
    }

    private bool CheckAlgorithm(Part name, string expected) =>
        (name.Span.Length is > 0 and <= MaxAlgorithm && Characters.IsWord(name.Span)) || Fail(name, expected);
}
