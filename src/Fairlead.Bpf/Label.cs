namespace Fairlead.Bpf;

/// <summary>A place in a program that jumps go to, known before the place itself is.</summary>
/// <param name="name">What error texts call it.</param>
public sealed class Label(string name)
{
    /// <inheritdoc/>
    public override string ToString() => name;
}
