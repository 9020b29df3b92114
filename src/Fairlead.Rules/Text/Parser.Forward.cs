using Fairlead.Rules.Forwarding;

namespace Fairlead.Rules.Text;

/// <content>
/// forward = ["forward"] protocol listen "to" targets { option } | targets { option }; in a file, the first with its
/// first word.
/// </content>
internal sealed partial class Parser
{
    private const string TheEnd = "the end of the statement";
    private const string ExpectedTo = "`to` and the servers to forward to";

    private ListenPlace _listen = null!;
    private ValueList<PortRange> _ports;
    private ValueList<ForwardTarget> _targets;

    private WrittenForward? ReadForward()
    {
        (_listen, _forward) = (new ListenPlace.InTurn(), ForwardOptions.Default);
        var isRead = IsBare ? ReadTargets() : ReadForwardStart() && ReadProtocol() && ReadListen() && ReadForwardTo();
        return isRead && ReadForwardOptions()
            ? new WrittenForward(new ForwardStatement(_protocol, _listen, _ports, _targets, _forward), source)
            : null;
    }

    // A target alone has nothing but options behind it.
    private bool IsBare => grammar == Grammar.ForwardArgument && !IsForwardStart(words[0].Text)
        && (words.Count == 1 || ForwardVocabulary.FindOption(words[1].Text) is not null);

    private static bool IsForwardStart(string word) =>
        Vocabulary.Contains(ForwardVocabulary.ArgumentStarts, word) || Vocabulary.Contains(Vocabulary.Verbs, word);

    private bool ReadForwardStart()
    {
        var mayFollow = grammar == Grammar.ForwardArgument && Array.IndexOf(Vocabulary.Protocols, words[0].Text) >= 0;
        return Accept(ForwardVocabulary.Forward) || mayFollow || FailForwardStart(words[0].Whole);
    }

    private bool FailForwardStart(Part word)
    {
        var inFile = grammar == Grammar.Forwards;
        var candidates = inFile ? ForwardVocabulary.Starts : ForwardVocabulary.ArgumentStarts;
        var expected = inFile ? Vocabulary.OneOf(candidates) : "udp, tcp, any or a target alone";
        if (Vocabulary.Contains(Vocabulary.Verbs, word.Span))
        {
            return Fail(word, $"{expected}: rules are for `fairlead run` and `fairlead attach`");
        }
        if (MirrorVocabulary.IsStatement(word.ToString()))
        {
            return Fail(word, $"{expected}: {ForMirror}");
        }
        if (inFile && Array.IndexOf(Vocabulary.Protocols, word.ToString()) >= 0)
        {
            return Fail(word, expected, WithWord(word, ForwardVocabulary.Forward));
        }
        var isTarget = inFile && word.Span.ContainsAny(":.");
        return isTarget
            ? Fail(word, $"{expected}: a target alone is for the command line")
            : FailWord(word, expected, candidates);
    }

    private bool ReadForwardTo()
    {
        if (Accept("to"))
        {
            return ReadTargets();
        }
        if (!Take(ExpectedTo, out var word))
        {
            return false;
        }
        return word.Span.ContainsAny(":.")
            ? Fail(word, ExpectedTo, WithWord(word, "to"))
            : FailWord(word, ExpectedTo, ["to"]);
    }
}
