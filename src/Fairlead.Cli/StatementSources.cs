using Fairlead.Rules.Text;

namespace Fairlead.Cli;

/// <summary>Where statements come from: options, files, and what files include.</summary>
internal abstract class StatementSources
{
    private readonly List<string> _errors = [];
    private readonly List<string> _open = [];

    /// <summary>The errors so far, each ready to be shown.</summary>
    public IReadOnlyList<string> Errors => _errors;

    /// <summary>Adds a file.</summary>
    public void AddFile(string path)
    {
        var full = Path.GetFullPath(path);
        if (_open.Contains(full))
        {
            _errors.Add($"{path}: includes itself, by way of {string.Join(", ", _open)}");
            return;
        }
        if (Read(path) is not { } text)
        {
            return;
        }
        _open.Add(full);
        Add(Parse(path, text), Path.GetDirectoryName(full)!);
        _open.RemoveAt(_open.Count - 1);
    }

    /// <summary>Adds a profile: NAME.rules and NAME.rules.d/*.rules of the first folder that has one of them.</summary>
    /// <param name="name">The profile.</param>
    /// <param name="folders">The folders, in order.</param>
    public void AddProfile(string name, IReadOnlyList<string> folders)
    {
        foreach (var folder in folders)
        {
            var file = Path.Combine(folder, $"{name}.rules");
            var parts = Directory.Exists(file + ".d") ? Directory.GetFiles(file + ".d", "*.rules") : [];
            if (File.Exists(file))
            {
                AddFile(file);
            }
            Array.Sort(parts, StringComparer.Ordinal);
            Array.ForEach(parts, AddFile);
            if (File.Exists(file) || parts.Length > 0)
            {
                return;
            }
        }
        _errors.Add($"--profile {name}: no {name}.rules in {string.Join(" or ", folders)}");
    }

    /// <summary>Adds a profile of this host's or the user's configuration.</summary>
    public void AddProfile(string name) => AddProfile(name, ProfileFolders());

    /// <summary>Reads the text of a file.</summary>
    protected abstract ParseResult Parse(string name, string text);

    /// <summary>Takes a statement that is no include.</summary>
    protected abstract void Take(Statement statement);

    /// <summary>Adds what was read.</summary>
    /// <param name="parsed">Statements and errors.</param>
    /// <param name="folder">The folder that paths of includes are relative to.</param>
    protected void Add(ParseResult parsed, string folder)
    {
        foreach (var error in parsed.Errors)
        {
            _errors.Add(RuleErrorText.Render(error));
        }
        foreach (var statement in parsed.Statements)
        {
            if (statement is Include include)
            {
                AddFile(Path.Combine(folder, include.Path));
            }
            else
            {
                Take(statement);
            }
        }
    }

    private static string[] ProfileFolders()
    {
        var home = Environment.GetEnvironmentVariable("XDG_CONFIG_HOME")
            ?? Path.Combine(Environment.GetEnvironmentVariable("HOME") ?? "/", ".config");
        return ["/etc/fairlead", Path.Combine(home, "fairlead")];
    }

    private string? Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            var why = e switch
            {
                FileNotFoundException or DirectoryNotFoundException => "there is no such file",
                UnauthorizedAccessException => "it may not be read, or is a directory",
                _ => e.Message,
            };
            _errors.Add($"{path}: cannot read the rules: {why}");
            return null;
        }
    }
}
