using Fairlead.Rules.Text;

namespace Fairlead.Cli;

/// <summary>Where rules come from.</summary>
/// <remarks>
/// Order, which decides as the first rule that matches does: -r, then --rules, then --profile, then --bind, then --from;
/// each in the order of the command line.
/// </remarks>
internal class RuleSources : StatementSources
{
    private readonly List<WrittenRule> _rules = [];

    /// <summary>The rules so far, in order.</summary>
    public IReadOnlyList<WrittenRule> Rules => _rules;

    /// <summary>Adds rules of the command line.</summary>
    /// <param name="option">The option that they came with, which errors name.</param>
    /// <param name="text">The text.</param>
    public void AddText(string option, string text) => Add(Parse(option, text), folder: ".");

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

    /// <inheritdoc/>
    protected override ParseResult Parse(string name, string text) => RuleParser.Parse(name, text);

    /// <inheritdoc/>
    protected override void Take(Statement statement)
    {
        if (statement is WrittenRule rule)
        {
            _rules.Add(rule);
        }
    }
}
