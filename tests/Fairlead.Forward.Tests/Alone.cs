namespace Fairlead.Forward.Tests;

/// <summary>Tests of what the whole process has: others would be counted, too.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
