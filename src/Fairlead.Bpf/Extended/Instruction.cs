using System.Runtime.InteropServices;

namespace Fairlead.Bpf.Extended;

/// <summary>struct bpf_insn of linux/bpf.h: one instruction as the kernel reads it, 8 bytes.</summary>
/// <param name="Code">Class, operation, size, mode.</param>
/// <param name="Registers">The destination in the low four bits, the source in the high ones (little endian).</param>
/// <param name="Offset">The distance of a jump from the next instruction, or the offset of a memory access in bytes.</param>
/// <param name="Immediate">A constant, sign-extended by 64-bit instructions.</param>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct Instruction(byte Code, byte Registers, short Offset, int Immediate)
{
    /// <summary>The register that is written, compared, or holds the address of a store.</summary>
    public Register Destination => (Register)(Registers & 0x0f);

    /// <summary>The register that is read; for a load of 64 bits a kind of immediate (BPF_PSEUDO_MAP_FD, ...).</summary>
    public Register Source => (Register)(Registers >> 4);

    /// <summary>The instruction in the syntax of LLVM and bpftool(8), jumps as distances from the next instruction.</summary>
    public override string ToString() => Disassembler.Format(this, distance => $"{distance:+0;-0;+0}");
}
