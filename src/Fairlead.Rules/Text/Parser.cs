using System.Text;

namespace Fairlead.Rules.Text;

/// <summary>Makes one statement of the words of a line.</summary>
/// <remarks>
/// Recursive descent, one word ahead, from left to right. Each <c>Read</c> method takes the words of its construct,
/// keeps what they say in a field, and returns whether they can be read; the first that cannot leaves the error and
/// ends the line. What a word may be depends on the words before it alone, so a rule is checked as a whole while it is
/// read, and an error always stands under the word that brought it about.
/// <code>
/// statement = "include" FILE
///           | verb ["program" NAME] protocol match { action } { option }
///           | forward
///           | mirror
/// </code>
/// </remarks>
internal sealed partial class Parser(SourceLine source, List<Token> words, Grammar grammar)
{
    private const int MaxComm = 15;
    private const string ForMirror = "statements that bring a target here are for `fairlead mirror`";

    private int _next;
    private Verb _verb;
    private string? _program;
    private Protocol _protocol;
    private Match? _match;

    /// <summary>Why the line cannot be read; null: it can.</summary>
    public RuleError? Error { get; private set; }

    // Whether this is one of the rules, which may stand among other statements.
    private bool IsRule => grammar == Grammar.Rules || (grammar == Grammar.Mirrors && !_isMirror);

    /// <summary>Reads the line; null where it cannot be read.</summary>
    public Statement? Read()
    {
        if (Accept("include"))
        {
            return ReadInclude();
        }
        if (grammar is Grammar.Forwards or Grammar.ForwardArgument)
        {
            return ReadForward();
        }
        if (grammar == Grammar.Mirrors && MirrorVocabulary.IsStatement(words[0].Text))
        {
            return ReadMirror();
        }
        return ReadVerb() && ReadProgram() && ReadProtocol() && ReadMatch() && ReadSteps()
            ? new WrittenRule(new Rule(_verb, _program, _protocol, _match!, MakeAction(), MakeOptions()), source)
            : null;
    }

    private Include? ReadInclude()
    {
        if (!Take("the path of a file", out var path))
        {
            return null;
        }
        if (path.IsEmpty)
        {
            Fail(path, "the path of a file");
            return null;
        }
        if (_next < words.Count)
        {
            Fail(words[_next].Whole, "the end of the line: `include` takes one file, in quotes where it has blanks");
            return null;
        }
        return new Include(path.ToString(), source);
    }

    private bool ReadVerb()
    {
        var word = words[_next++].Whole;
        var verb = Array.IndexOf(Vocabulary.Verbs, word.ToString());
        _verb = (Verb)verb;
        return verb >= 0 || FailVerb(word);
    }

    private bool FailVerb(Part word)
    {
        var starts = grammar == Grammar.Mirrors ? MirrorVocabulary.Starts : Vocabulary.Starts;
        var expected = Vocabulary.OneOf(starts);
        if (word.Span is ForwardVocabulary.Forward)
        {
            return Fail(word, $"{expected}: statements that forward are for `fairlead forward`");
        }
        if (MirrorVocabulary.IsStatement(word.ToString()))
        {
            return Fail(word, $"{expected}: {ForMirror}");
        }
        return Ip2Unix.Translate(word.ToString()) is { } translated
            ? Fail(word, expected, translated)
            : FailWord(word, expected, starts);
    }

    private bool ReadProgram()
    {
        if (!Accept("program"))
        {
            return true;
        }
        if (!Take("a command name", out var word))
        {
            return false;
        }
        _program = word.ToString();
        return CheckProgram(word);
    }

    private bool CheckProgram(Part word)
    {
        var star = word.Span.IndexOf('*');
        var name = star < 0 ? word.Span : word.Span[..star];
        if (star >= 0 && star != word.Span.Length - 1)
        {
            return Fail(word.From(star), "`*` only at the end of a command name");
        }
        if (name.IsEmpty)
        {
            return Fail(word, "a command name: without `program` a rule is for every program");
        }
        if (name[0] == '/' || name.StartsWith("./") || name.StartsWith("../"))
        {
            var last = name[(name.LastIndexOf('/') + 1)..].ToString();
            return Fail(word, "a command name, not a path: `ps -o comm` shows it", last);
        }
        return Encoding.UTF8.GetByteCount(name) <= MaxComm
            || Fail(word, $"at most {MaxComm} bytes: the kernel cuts command names there", Cut(name));
    }

    private static string? Cut(ReadOnlySpan<char> name) => Ascii.IsValid(name) ? name[..MaxComm].ToString() : null;

    private bool ReadProtocol()
    {
        if (!Take("the protocol: tcp, udp or any", out var word))
        {
            return false;
        }
        var protocol = word.Span switch
        {
            "any" => Protocol.Any,
            "tcp" => Protocol.Tcp,
            "udp" => Protocol.Udp,
            _ => (Protocol?)null,
        };
        _protocol = protocol ?? default;
        return protocol is null ? FailProtocol(word)
            : _verb != Verb.Reply || protocol != Protocol.Tcp
            || Fail(word, "udp: answers of TCP always leave from the address that was asked", "udp");
    }

    private bool FailProtocol(Part word)
    {
        var text = word.ToString();
        var colon = text.IndexOf(':');
        if (colon > 0 && Array.IndexOf(Vocabulary.Protocols, text[..colon]) is 0 or 1)
        {
            return Fail(word, "a blank between the protocol and the address", $"{text[..colon]} any{text[colon..]}");
        }
        var isAddress = text.AsSpan().ContainsAny(":./") || text is "wildcard" or "loopback" or "localhost" or "not";
        return isAddress && ForeignWords.Meant(text) is null
            ? Fail(word, "the protocol (tcp, udp or any) before the address", WithWord(word, "any"))
            : FailWord(word, "the protocol: tcp, udp or any", Vocabulary.Protocols);
    }
}
