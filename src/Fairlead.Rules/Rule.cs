namespace Fairlead.Rules;

/// <summary>One rule as it was written: host names and interfaces are not looked up yet.</summary>
/// <param name="Verb">What it speaks of.</param>
/// <param name="Program">The command name (comm) that it is limited to, with an optional * at the end; null: all.</param>
/// <param name="Protocol">The protocols it reaches.</param>
/// <param name="Match">The addresses and ports it reaches.</param>
/// <param name="Action">What is done.</param>
/// <param name="Options">What is set on the socket beside, in the order written.</param>
public sealed record Rule(
    Verb Verb, string? Program, Protocol Protocol, Match Match, RuleAction Action, ValueList<SocketOption> Options);
