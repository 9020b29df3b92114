namespace Fairlead.Rules.Text;

/// <summary>What rule text says, and what of it cannot be read: one error a line at most.</summary>
/// <param name="Statements">The statements that can be read, in order.</param>
/// <param name="Errors">The errors, in order; rules must not be used where there is one.</param>
public sealed record ParseResult(Statement[] Statements, RuleError[] Errors);
