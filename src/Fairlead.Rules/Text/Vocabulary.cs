namespace Fairlead.Rules.Text;

/// <summary>The words of the language, by the places where they may stand.</summary>
internal static class Vocabulary
{
    public static readonly string[] Verbs = ["bind", "connect", "reply"];
    public static readonly string[] Starts = [.. Verbs, "include"];
    public static readonly string[] Protocols = ["tcp", "udp", "any"];
    public static readonly string[] Places = ["any", "wildcard", "loopback"];
    public static readonly string[] BindActions = ["to", "deny", "fake", "allow"];
    public static readonly string[] ConnectActions = ["to", "from", "deny", "allow"];
    private static readonly string[] Rest = ["from", "not", "program", "mode", "unix", "activated"];

    public static string[] Actions(Verb verb) => verb == Verb.Bind ? BindActions : ConnectActions;

    /// <summary>Whether the word means something by itself, so that no host can be named so.</summary>
    public static bool IsReserved(ReadOnlySpan<char> word) =>
        Contains(Starts, word) || Contains(Protocols, word) || Contains(Places, word) || Contains(BindActions, word)
        || Contains(OptionSyntax.Names, word) || Contains(Rest, word)
        || ForwardVocabulary.IsReserved(word);

    public static bool Contains(string[] words, ReadOnlySpan<char> word)
    {
        foreach (var known in words)
        {
            if (word.Equals(known, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>The words as a sentence lists them: a, b or c.</summary>
    public static string OneOf(params ReadOnlySpan<string> words) => words.Length == 1
        ? words[0]
        : $"{string.Join(", ", words[..^1])} or {words[^1]}";
}
