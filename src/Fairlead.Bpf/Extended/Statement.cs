namespace Fairlead.Bpf.Extended;

/// <summary>An instruction whose jump may still be without a distance.</summary>
internal readonly record struct Statement(Instruction Instruction, Label? Target);
