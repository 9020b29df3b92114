using Fairlead.Rules.Forwarding;

namespace Fairlead.Rules.Text;

/// <summary>A forward statement with the place it was written at.</summary>
/// <param name="Forward">The statement.</param>
/// <param name="Source">The place it was written at.</param>
public sealed record WrittenForward(ForwardStatement Forward, SourceLine Source) : Statement(Source);
