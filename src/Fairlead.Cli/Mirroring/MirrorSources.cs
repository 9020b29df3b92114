using Fairlead.Rules.Text;

namespace Fairlead.Cli.Mirroring;

/// <summary>Where the statements of a session come from: where rules do, in the same order, and rules are among them.</summary>
internal sealed class MirrorSources : RuleSources
{
    private readonly List<Statement> _statements = [];

    /// <summary>The statements so far, in order, rules included.</summary>
    public IReadOnlyList<Statement> Statements => _statements;

    /// <inheritdoc/>
    protected override ParseResult Parse(string name, string text) => MirrorParser.Parse(name, text);

    /// <inheritdoc/>
    protected override void Take(Statement statement) => _statements.Add(statement);
}
