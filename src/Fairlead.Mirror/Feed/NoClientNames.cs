using Fairlead.Engines.Feeding;

namespace Fairlead.Mirror.Feed;

/// <summary>Notes nobody: before the program's engine is there.</summary>
internal sealed class NoClientNames : IClientNames
{
    /// <inheritdoc/>
    public bool Set(in FlowKey flow, in FlowName name) => true;

    /// <inheritdoc/>
    public void Remove(in FlowKey flow)
    {
    }
}
