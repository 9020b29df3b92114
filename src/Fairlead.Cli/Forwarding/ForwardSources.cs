using Fairlead.Rules.Text;

namespace Fairlead.Cli.Forwarding;

/// <summary>Where forward statements come from: arguments, then --rules, then --profile, each in the order of the command line.</summary>
internal sealed class ForwardSources : StatementSources
{
    private readonly List<WrittenForward> _statements = [];

    /// <summary>The statements so far, in order.</summary>
    public IReadOnlyList<WrittenForward> Statements => _statements;

    /// <summary>Adds an argument.</summary>
    public void AddArgument(string text) => Add(ForwardParser.ParseArgument("forward", text), folder: ".");

    /// <inheritdoc/>
    protected override ParseResult Parse(string name, string text) => ForwardParser.Parse(name, text);

    /// <inheritdoc/>
    protected override void Take(Statement statement)
    {
        if (statement is WrittenForward forward)
        {
            _statements.Add(forward);
        }
    }
}
