namespace Fairlead.Bpf.Classic;

/// <summary>An instruction as written: a jump names its targets, and its distances are still open.</summary>
internal sealed record Statement(Instruction Instruction, Label? WhenTrue, Label? WhenFalse);
