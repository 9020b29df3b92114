using System.Buffers.Binary;
using System.Diagnostics;
using static Fairlead.Bpf.Opcode;

namespace Fairlead.Bpf.Extended;

/// <content>Arithmetic. Pointers are only copied and moved within their region.</content>
public sealed partial class Interpreter
{
    private void Alu64(Instruction i)
    {
        int destination = (int)i.Destination, source = (int)i.Source, operation = OperationOf(i.Code);
        if (operation == BPF_MOV)
        {
            Move64(i);
            return;
        }

        if (IsPointer(destination) || (TakesX(i.Code) && IsPointer(source)))
        {
            MovePointer(operation, destination, TakesX(i.Code) ? source : null, i.Immediate);
            return;
        }

        ulong operand = TakesX(i.Code) ? Number(source) : (ulong)(long)i.Immediate;
        Set(destination, Compute64(operation, Number(destination), operand));
    }

    private void Move64(Instruction i)
    {
        int destination = (int)i.Destination, source = (int)i.Source;
        if (!TakesX(i.Code)) Set(destination, (ulong)(long)i.Immediate);
        else if (IsPointer(source)) SetPointer(destination, _regions[source], (long)_values[source]);
        else Set(destination, Number(source));
    }

    private static ulong Compute64(int operation, ulong left, ulong right) => operation switch
    {
        BPF_ADD => left + right,
        BPF_SUB => left - right,
        BPF_MUL => left * right,
        BPF_DIV => right == 0 ? 0 : left / right,
        BPF_OR => left | right,
        BPF_AND => left & right,
        BPF_LSH => left << (int)right,
        BPF_RSH => left >> (int)right,
        BPF_NEG => 0 - left,
        BPF_MOD => right == 0 ? left : left % right,
        BPF_XOR => left ^ right,
        BPF_ARSH => (ulong)((long)left >> (int)right),
        _ => throw new UnreachableException(),
    };

    private void MovePointer(int operation, int destination, int? source, int immediate)
    {
        if (operation is not (BPF_ADD or BPF_SUB)) throw Refused("arithmetic on a pointer");
        bool fromSource = !IsPointer(destination);
        if (fromSource && operation == BPF_SUB) throw Refused("a pointer is subtracted from a number");
        int pointer = fromSource ? source!.Value : destination, number = fromSource ? destination : source ?? -1;
        Region region = Pointee(pointer);
        if (region.Kind is not (RegionKind.Stack or RegionKind.MapValue))
            throw Refused($"r{pointer} points to a {region.Kind}, and such a pointer does not move");
        long by = number < 0 ? immediate : (long)Number(number);
        SetPointer(destination, _regions[pointer], (long)_values[pointer] + (operation == BPF_ADD ? by : -by));
    }

    private void Alu32(Instruction i)
    {
        int destination = (int)i.Destination, operation = OperationOf(i.Code);
        if (operation == BPF_END)
        {
            Set(destination, Ordered(Number(destination), i.Immediate, swap: TakesX(i.Code) == BitConverter.IsLittleEndian));
            return;
        }

        uint operand = TakesX(i.Code) ? (uint)Number((int)i.Source) : (uint)i.Immediate;
        uint left = operation == BPF_MOV ? 0 : (uint)Number(destination);
        Set(destination, Compute32(operation, left, operand));
    }

    private static uint Compute32(int operation, uint left, uint right) => operation switch
    {
        BPF_ADD => left + right,
        BPF_SUB => left - right,
        BPF_MUL => left * right,
        BPF_DIV => right == 0 ? 0 : left / right,
        BPF_OR => left | right,
        BPF_AND => left & right,
        BPF_LSH => left << (int)right,
        BPF_RSH => left >> (int)right,
        BPF_NEG => 0 - left,
        BPF_MOD => right == 0 ? left : left % right,
        BPF_XOR => left ^ right,
        BPF_MOV => right,
        BPF_ARSH => (uint)((int)left >> (int)right),
        _ => throw new UnreachableException(),
    };

    private static ulong Ordered(ulong value, int bits, bool swap) => bits switch
    {
        16 => swap ? BinaryPrimitives.ReverseEndianness((ushort)value) : (ushort)value,
        32 => swap ? BinaryPrimitives.ReverseEndianness((uint)value) : (uint)value,
        _ => swap ? BinaryPrimitives.ReverseEndianness(value) : value,
    };
}
