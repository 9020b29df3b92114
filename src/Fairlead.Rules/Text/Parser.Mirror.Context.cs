using Fairlead.Rules.Mirroring;

namespace Fairlead.Rules.Text;

/// <content>files = PATTERN handling, env = ("any" | GLOB { GLOB }) ["not" GLOB { GLOB }].</content>
internal sealed partial class Parser
{
    private const string ExpectedFiles = "an absolute path, where `*` stands for any characters but `/`";
    private const string ExpectedVariables = "any, or names of environment variables, where `*` stands for any characters";
    private const int MaxPattern = 4095;

    private FilesStatement? ReadFiles()
    {
        return Take(ExpectedFiles, out var pattern) && CheckPattern(pattern) && ReadHandling(pattern, out var handling)
            && ReadEnd("a statement is for one pattern")
            ? new FilesStatement(pattern.ToString(), handling)
            : null;
    }

    private bool CheckPattern(Part pattern)
    {
        if (!pattern.Span.StartsWith('/'))
        {
            var isHandling = Array.IndexOf(MirrorVocabulary.Handlings, pattern.ToString()) >= 0;
            return Fail(pattern, ExpectedFiles, isHandling && _next < words.Count && words[_next].Text.StartsWith('/')
                ? $"{RulePrinter.Quoted(words[_next].Text)} {pattern}" : null);
        }
        var plain = Plain(pattern.ToString());
        if (plain != pattern.ToString())
        {
            return Fail(pattern, "a path without `.`, `..`, `//` and a `/` at its end", RulePrinter.Quoted(plain));
        }
        return System.Text.Encoding.UTF8.GetByteCount(pattern.Span) <= MaxPattern
            || Fail(pattern, $"at most {MaxPattern} bytes: the kernel takes no longer paths");
    }

    private static string Plain(string path)
    {
        var names = new List<string>();
        foreach (var name in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (name == ".." && names.Count > 0)
            {
                names.RemoveAt(names.Count - 1);
            }
            else if (name is not ("." or ".."))
            {
                names.Add(name);
            }
        }
        return $"/{string.Join('/', names)}";
    }

    private bool ReadHandling(Part pattern, out FileHandling handling)
    {
        handling = default;
        var expected = $"whose files: {Vocabulary.OneOf(MirrorVocabulary.Handlings)}";
        if (_next == words.Count && pattern.Span.LastIndexOf('=') is var equals and > 0)
        {
            return FailAtEnd(expected, $"{MirrorVocabulary.Files} {pattern.Before(equals)} {pattern.From(equals + 1)}".TrimEnd());
        }
        if (!Take(expected, out var word))
        {
            return false;
        }
        var index = Array.IndexOf(MirrorVocabulary.Handlings, word.ToString());
        handling = (FileHandling)index;
        return index >= 0 || (Handling(word.Span) is { } meant
            ? Fail(word, expected, meant) : FailWord(word, expected, MirrorVocabulary.Handlings));
    }

    // What mount(8), mirrord and others call it.
    private static string? Handling(ReadOnlySpan<char> word) => word switch
    {
        "ro" or "r" or "readonly" or "read-only" or "remote" => "read",
        "rw" or "w" or "readwrite" or "read-write" => "write",
        "here" or "keep" => "local",
        "hide" or "hidden" or "none" or "notfound" or "not-found" or "deny" => "absent",
        _ => null,
    };

    private EnvStatement? ReadEnv()
    {
        var names = new List<string>();
        var not = new List<string>();
        if (_next == words.Count)
        {
            FailAtEnd(ExpectedVariables);
            return null;
        }
        var isAny = Accept("any");
        var isRead = isAny || ReadVariables(names);
        return isRead && ReadNot(isAny, not) ? new EnvStatement([.. names], [.. not]) : null;
    }

    private bool ReadNot(bool isAny, List<string> not)
    {
        if (_next == words.Count)
        {
            return true;
        }
        var word = words[_next].Whole;
        if (!Accept("not"))
        {
            return Fail(word, $"`not` or {TheEnd}: `any` stands for every variable");
        }
        if (words[_next - 2].Text == MirrorVocabulary.Env && !isAny)
        {
            return Fail(word, $"{ExpectedVariables}, before `not`", WithWord(word, "any"));
        }
        return _next == words.Count
            ? FailAtEnd("names of variables that are left out")
            : ReadVariables(not) && (_next == words.Count || Fail(words[_next].Whole, "no second `not`"));
    }

    private bool ReadVariables(List<string> names)
    {
        for (; _next < words.Count && words[_next].Text != "not"; _next++)
        {
            var word = words[_next].Whole;
            if (!CheckVariable(word))
            {
                return false;
            }
            names.Add(word.ToString());
        }
        return true;
    }

    private bool CheckVariable(Part word)
    {
        var text = word.ToString();
        if (text is "*" or "any" or "all")
        {
            return Fail(word, "names of variables: `env any` takes all, alone or before `not`");
        }
        if (text.IndexOf('=') is var equals and >= 0)
        {
            return Fail(word, "a name without a value: the target's is taken", text[..equals]);
        }
        if (text.Contains(','))
        {
            return Fail(word, "names with blanks between them", text.Replace(',', ' ').Trim());
        }
        var isName = text.Length > 0 && !Characters.HasBlank(text) && text[0] is not ('$' or '!' or '\'');
        return isName || Fail(word, ExpectedVariables, text is ['$' or '!', not '*', ..] ? text[1..] : null);
    }
}
