namespace Fairlead.Bpf.Extended;

/// <content>The stack: the one memory that holds pointers, and that has unwritten bytes.</content>
public sealed partial class Interpreter
{
    private const int StackSize = 512, SlotSize = sizeof(ulong);

    /// <summary>What a byte of the stack is, where it is not unwritten (0).</summary>
    private const byte Data = 1, PartOfPointer = 2;

    private readonly byte[] _stackState = new byte[StackSize];
    private readonly int[] _spilledRegions = new int[StackSize / SlotSize];

    private void ResetStack()
    {
        Array.Clear(_stackState);
        Array.Clear(_spilledRegions);
    }

    /// <summary>The bytes of a load or store, which the verifier wants aligned.</summary>
    private Span<byte> StackBytes(long offset, int size)
    {
        if (offset % size != 0) throw Refused($"{size} bytes at {offset - StackSize} of the stack are not aligned");
        return StackRange(offset, size);
    }

    private Span<byte> StackRange(long offset, long size)
    {
        if (offset < 0 || offset > StackSize - size)
            throw Refused($"{size} bytes at {offset - StackSize} of the stack, which has {StackSize}");
        return _table[StackRegion].Bytes.AsSpan((int)offset, (int)size);
    }

    /// <summary>Bytes that must all have been written, and hold no pointer.</summary>
    private Span<byte> WrittenStack(long offset, long size)
    {
        Span<byte> bytes = StackRange(offset, size);
        int bad = _stackState.AsSpan((int)offset, (int)size).IndexOfAnyExcept(Data);
        if (bad < 0) return bytes;
        bool unwritten = _stackState[(int)offset + bad] == 0;
        throw Refused($"the stack at {offset + bad - StackSize} {(unwritten ? "has not been written" : "is part of a pointer")}");
    }

    private void LoadStack(int destination, ReadOnlySpan<byte> bytes, int offset, int size)
    {
        if (size == SlotSize && _stackState[offset] == PartOfPointer)
            SetPointer(destination, _spilledRegions[offset / SlotSize], (long)Read(bytes));
        else
            Set(destination, Read(WrittenStack(offset, size)));
    }

    private void Spill(Instruction i)
    {
        long offset = (long)_values[(int)i.Destination] + i.Offset;
        if (SizeOf(i) != SlotSize || Pointee((int)i.Destination).Kind != RegionKind.Stack)
            throw Refused($"r{(int)i.Source} is a pointer, which only a double word of the stack holds");
        Write(StackBytes(offset, SlotSize), _values[(int)i.Source]);
        _stackState.AsSpan((int)offset, SlotSize).Fill(PartOfPointer);
        _spilledRegions[offset / SlotSize] = _regions[(int)i.Source];
    }

    private void MarkWritten(int offset, int size)
    {
        // What is left of a pointer is no data.
        for (int slot = offset / SlotSize; slot * SlotSize < offset + size; slot++)
        {
            if (_stackState[slot * SlotSize] == PartOfPointer) _stackState.AsSpan(slot * SlotSize, SlotSize).Clear();
        }

        _stackState.AsSpan(offset, size).Fill(Data);
    }

    /// <summary>Makes the copies of a null pointer the number 0.</summary>
    private void ForgetSpilled(int region)
    {
        for (int slot = 0; slot < _spilledRegions.Length; slot++)
        {
            int offset = slot * SlotSize;
            if (_spilledRegions[slot] != region || _stackState[offset] != PartOfPointer) continue;
            _stackState.AsSpan(offset, SlotSize).Fill(Data);
            _table[StackRegion].Bytes.AsSpan(offset, SlotSize).Clear();
        }
    }
}
