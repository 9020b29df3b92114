using System.Buffers;
using Fairlead.Rules.Mirroring;

namespace Fairlead.Rules.Text;

/// <content>What requests must have to be stolen.</content>
internal sealed partial class Parser
{
    private const string ExpectedHeader = "\"NAME: VALUE\", in double quotes, where `*` in VALUE stands for any characters";
    private const string ExpectedPath = "a path, where `*` stands for any characters";

    // RFC 9110, section 5.6.2, without `*`, which means a pattern here, and `'`, which means quotes of the shell.
    private static readonly SearchValues<char> s_header =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&+-.^_`|~");

    private bool ReadHeader()
    {
        if (!Take(ExpectedHeader, out var word))
        {
            return false;
        }
        var colon = word.Span.IndexOf(':');
        if (word.Span.StartsWith('\''))
        {
            return Fail(word, "double quotes, which the language has; the shell wants single ones around the whole statement",
                DoubleQuoted(word));
        }
        if (colon < 0)
        {
            return Fail(word, ExpectedHeader, word.IsEmpty ? null : RulePrinter.Quoted($"{word}: {NextValue ?? "*"}"));
        }
        var name = word.Before(colon);
        var value = word.Span[(colon + 1)..].Trim();
        if (name.IsEmpty || name.Span.ContainsAnyExcept(s_header))
        {
            return Fail(name.IsEmpty ? word : name, "the name of a header, such as x-user: only its value may have a `*`");
        }
        return value.IsEmpty
            ? Fail(word, "a value behind the colon, or `*` for any", RulePrinter.Quoted($"{name}: {NextValue ?? "*"}"))
            : Set(_feed with
            {
                Headers = [.. _feed.Headers.Items, new HeaderFilter(name.ToString().ToLowerInvariant(), value.ToString())],
            });
    }

    // The word that was meant to be part of this one; null: there is none, or it has a meaning of its own.
    private string? NextValue => _next < words.Count && words[_next].Text is { Length: > 0 } next
        && Array.IndexOf(MirrorVocabulary.Options, next) < 0 ? next : null;

    private bool ReadPath()
    {
        if (!Take(ExpectedPath, out var word))
        {
            return false;
        }
        var text = word.Span;
        if (text.StartsWith('\''))
        {
            return Fail(word, "no single quotes: the language has double ones", DoubleQuoted(word));
        }
        if (text.IndexOfAny('?', '#') is var query and >= 0)
        {
            return Fail(word.From(query), "the path alone: what follows it in a request is not compared");
        }
        if (Characters.HasBlank(text))
        {
            return Fail(word, "a path as requests have it, in which a blank is %20",
                word.ToString().Replace(" ", "%20", StringComparison.Ordinal));
        }
        return text is ['/' or '*', ..]
            ? Set(_feed with { Paths = [.. _feed.Paths.Items, word.ToString()] })
            : Fail(word, $"{ExpectedPath}: it begins with `/` or `*`", word.IsEmpty || text.Contains(':') ? null : $"/{word}");
    }

    // What stands between single quotes, over several words.
    private string? DoubleQuoted(Part word)
    {
        var text = word.ToString();
        for (var next = _next; next < words.Count && (text.Length < 2 || !text.EndsWith('\'')); next++)
        {
            text += $" {words[next].Text}";
        }
        var inner = text.Trim('\'').Trim();
        return inner.Length > 0 ? RulePrinter.Quoted(inner) : null;
    }
}
