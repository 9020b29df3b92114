using Fairlead.Engines.Launch;

namespace Fairlead.Engines.Hosting;

/// <summary>What the first line of a script executes: execve(2), and env(1), which many name.</summary>
/// <param name="File">The file.</param>
/// <param name="ClearsEnvironment">Whether nothing of the caller's environment is left.</param>
internal sealed record ScriptLine(string File, bool ClearsEnvironment = false)
{
    /// <summary>The kernel looks at no more: BINPRM_BUF_SIZE of linux/binfmts.h.</summary>
    public const int MostBytes = 256;

    /// <summary>Reads the start of a file; null: it is neither a script nor a text that a shell takes.</summary>
    /// <param name="start">Its first bytes.</param>
    /// <param name="searchPath">PATH; null: not set.</param>
    public static ScriptLine? Read(ReadOnlySpan<byte> start, string? searchPath)
    {
        if (start.Length < 2 || start[0] != '#' || start[1] != '!')
        {
            // execve(2) refuses it, and execvp(3) gives it to the shell.
            return start.IndexOf((byte)0) < 0 ? new ScriptLine("/bin/sh") : null;
        }
        var end = start.IndexOf((byte)'\n');
        var words = Words(start[2..(end < 0 ? start.Length : end)]);
        return words.Length == 0 ? null
            : words[0] == "env" || words[0].EndsWith("/env", StringComparison.Ordinal) ? BehindEnv(words, searchPath)
            : new ScriptLine(words[0]);
    }

    // Other options are rare: env itself is then what is executed, as where it finds no such program.
    private static ScriptLine BehindEnv(string[] words, string? searchPath)
    {
        var clears = false;
        for (var i = 1; i < words.Length; i++)
        {
            var word = words[i];
            if (IsFlags(word))
            {
                clears |= word == "-" || word.Contains('i');
            }
            else if (word.StartsWith('-') || !word.Contains('='))
            {
                return word.StartsWith('-') || ProgramFile.Find(word, searchPath, out var file) != 0
                    ? new ScriptLine(words[0], clears)
                    : new ScriptLine(file, clears);
            }
        }
        return new ScriptLine(words[0], clears);
    }

    // -S (split what follows), -i (ignore the environment; a lone - too) and -v, also as one word.
    private static bool IsFlags(string word)
    {
        foreach (var c in word.AsSpan(1))
        {
            if (c is not ('S' or 'i' or 'v'))
            {
                return false;
            }
        }
        return word[0] == '-';
    }

    // As bytes: see ByteText.
    private static string[] Words(ReadOnlySpan<byte> line)
    {
        var words = new List<string>();
        var word = "";
        foreach (var c in line)
        {
            if (c is not ((byte)' ' or (byte)'\t' or (byte)'\r' or 0))
            {
                word += (char)c;
                continue;
            }
            if (word.Length > 0)
            {
                words.Add(word);
            }
            word = "";
        }
        if (word.Length > 0)
        {
            words.Add(word);
        }
        return [.. words];
    }
}
