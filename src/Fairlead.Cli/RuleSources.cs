using Fairlead.Rules.Text;

namespace Fairlead.Cli;

/// <summary>Where rules come from: options, files, and what files include.</summary>
/// <remarks>
/// Order, which decides as the first rule that matches does: -r, then --rules, then --profile, then --bind, then --from;
/// each in the order of the command line.
/// </remarks>
internal sealed class RuleSources
{
    private readonly List<WrittenRule> _rules = [];
    private readonly List<string> _errors = [];
    private readonly List<string> _open = [];

    /// <summary>The rules so far, in order.</summary>
    public IReadOnlyList<WrittenRule> Rules => _rules;

    /// <summary>The errors so far, each ready to be shown.</summary>
    public IReadOnlyList<string> Errors => _errors;

    /// <summary>Adds rules of the command line.</summary>
    /// <param name="option">The option that they came with, which errors name.</param>
    /// <param name="text">The text.</param>
    public void AddText(string option, string text) => Add(RuleParser.Parse(option, text), folder: ".");

    /// <summary>Adds <c>--bind ADDR</c>.</summary>
    public void AddBind(string address)
    {
        AddText("--bind", "bind any loopback allow");
        AddText("--bind", $"bind any any to {address}");
    }

    /// <summary>Adds <c>--from ADDR</c>.</summary>
    public void AddFrom(string address)
    {
        AddText("--from", "connect any loopback allow");
        AddText("--from", $"connect any any from {address}");
    }

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
        Add(RuleParser.Parse(path, text), Path.GetDirectoryName(full)!);
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

    private void Add(ParseResult parsed, string folder)
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
            else if (statement is WrittenRule rule)
            {
                _rules.Add(rule);
            }
        }
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
