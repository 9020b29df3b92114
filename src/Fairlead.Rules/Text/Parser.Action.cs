using Fairlead.Linux;

namespace Fairlead.Rules.Text;

/// <content>action = "to" target | "from" source | "deny" [ERRNO] | "fake" | "allow"; to and from may be two.</content>
internal sealed partial class Parser
{
    private Target? _to;
    private Target.Endpoints? _from;
    private RuleAction? _action;
    private string? _actionWord;

    // Actions and options are told apart by their first word.
    private bool ReadSteps()
    {
        while (_next < words.Count)
        {
            var word = words[_next++].Whole;
            if (!ReadStep(word))
            {
                return false;
            }
        }
        var isComplete = _verb == Verb.Reply || _actionWord is not null || _optionCount > 0;
        return isComplete || FailAtEnd(ExpectedSteps());
    }

    private string ExpectedSteps() =>
        $"an action ({Vocabulary.OneOf(Vocabulary.Actions(_verb))}) or {ExpectedOption}";

    private static string ExpectedOption => $"an option ({Vocabulary.OneOf(OptionSyntax.Names)})";

    private bool ReadStep(Part word)
    {
        if (_verb == Verb.Reply)
        {
            return Fail(word, "the end of the rule: `reply` takes no action and no options");
        }
        return word.Span switch
        {
            "to" => CheckAction(word) && ReadTo(),
            "from" => CheckAction(word) && ReadFrom(word),
            "deny" => CheckAction(word) && ReadDeny(),
            "fake" => CheckAction(word) && ReadFake(word),
            "allow" => CheckAction(word) && SetAction(new RuleAction.Allow()),
            _ => ReadOption(word),
        };
    }

    private bool CheckAction(Part word)
    {
        if (_optionCount > 0)
        {
            return Fail(word, "an option: the action stands before the options");
        }
        var completes = word.Span switch
        {
            "to" => _to is null && _from is not null,
            "from" => _from is null && _to is not null,
            _ => false,
        };
        if (_actionWord is not null && !completes)
        {
            return Fail(word, $"no second action: the rule has `{_actionWord}`");
        }
        _actionWord = word.ToString();
        return true;
    }

    private bool SetAction(RuleAction action)
    {
        _action = action;
        return true;
    }

    private bool ReadFake(Part word) => _verb == Verb.Bind
        ? SetAction(new RuleAction.Fake())
        : Fail(word, "an action of connect: only a bind can be faked", "deny");

    private bool ReadDeny()
    {
        var isBare = _next == words.Count || IsStep(words[_next].Text);
        if (isBare)
        {
            return SetAction(new RuleAction.Deny(Errno.EACCES));
        }
        var word = words[_next++].Whole;
        return ReadErrno(word, out var errno) && SetAction(new RuleAction.Deny(errno));
    }

    private static bool IsStep(string word) =>
        word == "from" || Vocabulary.Contains(Vocabulary.BindActions, word) || OptionSyntax.Find(word) is not null;

    // Enum.TryParse takes numbers and lists too; a name begins with a letter and has no comma.
    private bool ReadErrno(Part word, out Errno errno)
    {
        var text = word.ToString();
        errno = default;
        var isName = word.Span.StartsWith("E", StringComparison.OrdinalIgnoreCase) && !text.Contains(',');
        return (isName && Enum.TryParse(text, ignoreCase: true, out errno) && errno != Errno.None)
            || Fail(word, "the name of an error, such as EACCES, or nothing", ErrnoNear(text));
    }

    // Names come in the order of their values, so the first is None.
    private static string? ErrnoNear(string text) =>
        ushort.TryParse(text, out var number) && number > 0 && Enum.IsDefined((Errno)number)
            ? ((Errno)number).ToString()
            : ForeignWords.Errno(text) ?? Suggestion.Nearest(text, Enum.GetNames<Errno>().AsSpan(1));

    private RuleAction MakeAction() => _action
        ?? (_to is null && _from is null ? new RuleAction.None() : new RuleAction.Steer(_to, _from));
}
