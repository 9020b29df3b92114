using Fairlead.Rules.Forwarding;

namespace Fairlead.Rules.Text;

/// <content>option = NAME [value], each at most once, in any order.</content>
internal sealed partial class Parser
{
    private ForwardOptions _forward = null!;
    private int _given;

    private static string ExpectedForwardOption =>
        $"an option ({Vocabulary.OneOf(ForwardVocabulary.Options)}) or {TheEnd}";

    private bool ReadForwardOptions()
    {
        while (_next < words.Count)
        {
            var word = words[_next++].Whole;
            if (ForwardVocabulary.FindOption(word.Span) is not { } kind)
            {
                return FailForwardOption(word);
            }
            if (!CheckForwardOption(word, kind) || !ReadForwardOption(kind))
            {
                return false;
            }
            _given |= 1 << (int)kind;
        }
        return true;
    }

    private bool FailForwardOption(Part word)
    {
        var text = word.ToString();
        if (text is ";" or "&&")
        {
            return Fail(word, "one statement a line, and one an argument");
        }
        if (text == "to")
        {
            return Fail(word, "no second `to`: several servers stand behind one, with commas and no blanks");
        }
        if (text == ForwardVocabulary.OneWay || ForeignWords.Meant(text) == ForwardVocabulary.OneWay)
        {
            var isSecond = words[_next - 2].Text == "transparent";
            return Fail(word, ExpectedForwardOption, (isSecond ? "" : "transparent ") + ForwardVocabulary.OneWay);
        }
        if (text[..Math.Max(0, text.IndexOf('='))] is var name && ForwardVocabulary.FindOption(name) is not null)
        {
            return Fail(word, ExpectedForwardOption, $"{name} {text[(name.Length + 1)..]}".TrimEnd());
        }
        var isServer = text.AsSpan().ContainsAny(":.,");
        return isServer
            ? Fail(word, ExpectedForwardOption + "; a list of servers has no blanks")
            : FailWord(word, ExpectedForwardOption, ForwardVocabulary.Options);
    }

    private bool CheckForwardOption(Part word, ForwardOptionKind kind) => IsGiven(kind)
        ? Fail(word, $"`{word}` once")
        : WhyNot(kind) is not { } instead || Fail(word, instead);

    private bool IsGiven(ForwardOptionKind kind) => (_given & (1 << (int)kind)) != 0;

    // What is expected in the place of an option that the rest of the statement makes void; null: the option fits.
    private string? WhyNot(ForwardOptionKind kind) => kind switch
    {
        ForwardOptionKind.Evict when _protocol == Protocol.Tcp =>
            "an option that TCP has: a connection is never ended to make room, new ones wait",
        ForwardOptionKind.From when IsGiven(ForwardOptionKind.Transparent) =>
            "no `from` beside `transparent`: the source is the client's own address",
        ForwardOptionKind.Transparent when IsGiven(ForwardOptionKind.From) =>
            "no `transparent` beside `from`: its source is the client's own address",
        ForwardOptionKind.FreeBind when _listen is ListenPlace.Activated or ListenPlace.InTurn =>
            "an option for a socket that is opened here: FreeBind= in the .socket unit is for those that are passed",
        _ => null,
    };

    private bool ReadForwardOption(ForwardOptionKind kind)
    {
        switch (kind)
        {
            case ForwardOptionKind.ProxyV2:
                return Set(_forward with { SendProxy = true });
            case ForwardOptionKind.AcceptProxyV2:
                return Set(_forward with { AcceptProxy = true });
            case ForwardOptionKind.FreeBind:
                return Set(_forward with { FreeBind = true });
            case ForwardOptionKind.Transparent:
                return ReadTransparent();
            case ForwardOptionKind.Evict:
                return ReadEvict();
            case ForwardOptionKind.From:
                return ReadForwardFrom();
            case ForwardOptionKind.Idle or ForwardOptionKind.Resolve:
                return ReadSeconds(kind);
            default:
                return ReadArgument(SyntaxOf(kind), out var number, out var text) && Set(kind, number, text);
        }
    }

    private bool Set(ForwardOptions options)
    {
        _forward = options;
        return true;
    }

    private bool Set(ForwardOptionKind kind, uint number, string? text) => Set(kind switch
    {
        ForwardOptionKind.Sessions => _forward with { Sessions = (int)number },
        ForwardOptionKind.Mark => _forward with { Mark = number },
        ForwardOptionKind.RcvBuf => _forward with { ReceiveBuffer = number },
        ForwardOptionKind.SndBuf => _forward with { SendBuffer = number },
        _ => _forward with { Device = text },
    });

    // What rules have too is written as there.
    private static OptionSyntax SyntaxOf(ForwardOptionKind kind) => kind switch
    {
        ForwardOptionKind.Sessions => ForwardVocabulary.Sessions,
        ForwardOptionKind.Mark => OptionSyntax.Of(OptionKind.Mark),
        ForwardOptionKind.RcvBuf => OptionSyntax.Of(OptionKind.RcvBuf),
        ForwardOptionKind.SndBuf => OptionSyntax.Of(OptionKind.SndBuf),
        _ => OptionSyntax.Of(OptionKind.Dev),
    };
}
