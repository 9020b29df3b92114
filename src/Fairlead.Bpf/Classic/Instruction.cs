using System.Runtime.InteropServices;

namespace Fairlead.Bpf.Classic;

/// <summary>struct sock_filter of linux/filter.h.</summary>
/// <param name="Code">What it does.</param>
/// <param name="Jt">How many instructions a jump skips when its condition holds.</param>
/// <param name="Jf">How many instructions a jump skips when its condition does not hold.</param>
/// <param name="K">The constant: an operand, an offset, an index or a returned value.</param>
[StructLayout(LayoutKind.Sequential, Size = 8)]
public readonly record struct Instruction(ushort Code, byte Jt, byte Jf, uint K)
{
    /// <summary>The instruction in the syntax of bpf_asm, jumps as distances from the next instruction.</summary>
    public override string ToString() => Disassembler.Format(this, distance => $"+{distance}");
}
