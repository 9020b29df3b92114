using System.Text;
using static Fairlead.Bpf.Opcode;

namespace Fairlead.Bpf.Extended;

/// <summary>Writes programs as text, in the syntax of LLVM and bpftool(8).</summary>
public static class Disassembler
{
    private const int CommentColumn = 48;
    private const int PseudoMapValue = 2;

    /// <summary>One line an instruction: its index, its text (targets of jumps as indexes, maps by name), its meaning.</summary>
    /// <param name="program">The program.</param>
    /// <param name="describe">Says what an instruction means, or null.</param>
    public static string Listing(Program program, Func<Instruction, string?>? describe = null)
    {
        StringBuilder listing = new();
        Instruction[] text = program.Instructions;
        for (int i = 0; i < text.Length; i++)
        {
            int next = i + 1;
            Instruction instruction = text[i];
            bool isLong = IsLong(instruction) && next < text.Length;
            string body = isLong
                ? Long(instruction, text[++i].Immediate, Array.Find(program.Maps, map => map.Index == next - 1)?.Map)
                : Format(instruction, distance => $"{next + distance:d4}");
            string line = $"{next - 1:d4}: {body}";
            string? comment = describe?.Invoke(instruction);
            listing.Append(comment is null ? line : $"{line.PadRight(CommentColumn)}; {comment}").Append('\n');
        }

        return listing.ToString();
    }

    internal static string Format(Instruction i, Func<int, string> target) => ClassOf(i.Code) switch
    {
        BPF_ALU or BPF_ALU64 => DisassemblerText.Alu(i),
        BPF_JMP or BPF_JMP32 => DisassemblerText.Jump(i, target),
        BPF_LD => IsLong(i) ? Long(i, 0, null) : null,
        _ => DisassemblerText.Memory(i),
    } ?? $"invalid 0x{i.Code:x2}, r{(int)i.Destination}, r{(int)i.Source}, {i.Offset}, 0x{i.Immediate:x}";

    private static bool IsLong(Instruction i) => i.Code == (BPF_LD | BPF_IMM | BPF_DW);

    private static string Long(Instruction i, int high, MapDefinition? map)
    {
        string destination = $"r{(int)i.Destination} =";
        if (i.Source == 0) return $"{destination} 0x{(uint)i.Immediate | (ulong)(uint)high << 32:x} ll";
        string name = map?.Name ?? "?";
        return (int)i.Source == PseudoMapValue ? $"{destination} map {name}[0] + {high}" : $"{destination} map {name}";
    }
}
