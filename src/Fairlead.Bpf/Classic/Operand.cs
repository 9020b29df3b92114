namespace Fairlead.Bpf.Classic;

/// <summary>What arithmetic and conditions set against the accumulator: a constant or the register X.</summary>
public readonly record struct Operand
{
    private Operand(int source, uint k) => (Source, K) = (source, k);

    /// <summary>The register X.</summary>
    public static Operand X { get; } = new(Opcode.BPF_X, 0);

    internal int Source { get; }

    internal uint K { get; }

    /// <summary>A constant.</summary>
    public static implicit operator Operand(uint k) => new(Opcode.BPF_K, k);
}
