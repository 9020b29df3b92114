using Fairlead.Rules.Mirroring;

namespace Fairlead.Rules.Text;

/// <summary>A statement of <c>fairlead mirror</c> with the place it was written at.</summary>
/// <param name="Mirror">The statement.</param>
/// <param name="Source">The place it was written at.</param>
public sealed record WrittenMirror(MirrorStatement Mirror, SourceLine Source) : Statement(Source);
