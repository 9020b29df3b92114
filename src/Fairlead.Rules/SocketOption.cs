namespace Fairlead.Rules;

/// <summary>One option of a rule.</summary>
/// <param name="Kind">Which one.</param>
/// <param name="Number">Its number, where it takes one.</param>
/// <param name="Text">Its name, where it takes one (<c>dev</c>, <c>congestion</c>).</param>
public sealed record SocketOption(OptionKind Kind, uint Number, string? Text);
