namespace Fairlead.Bpf.Extended;

/// <content>Registers: each is unwritten, a number, or a region with an offset.</content>
public sealed partial class Interpreter
{
    private const int RegisterCount = 11;
    private const int FramePointer = (int)Register.R10;

    /// <summary>What a register holds in place of a region.</summary>
    private const int Unwritten = -1, IsNumber = 0;

    private readonly ulong[] _values = new ulong[RegisterCount];
    private readonly int[] _regions = new int[RegisterCount];

    private void Set(int register, ulong number)
    {
        _values[register] = number;
        _regions[register] = IsNumber;
    }

    private void SetPointer(int register, int region, long offset = 0)
    {
        _values[register] = (ulong)offset;
        _regions[register] = region;
    }

    /// <summary>The number in a register.</summary>
    private ulong Number(int register) =>
        _regions[register] == IsNumber ? _values[register] : throw NotNumber(register);

    private bool IsPointer(int register) => _regions[register] > IsNumber;

    private BpfException NotNumber(int register) =>
        Refused(IsPointer(register) ? $"r{register} is a pointer, not a number" : $"r{register} has not been written");

    /// <summary>The region that a register points to.</summary>
    private ref Region Pointee(int register)
    {
        int region = _regions[register];
        if (region <= IsNumber)
            throw Refused(region == IsNumber ? $"r{register} is a number, not a pointer" : $"r{register} has not been written");
        if (_table[region].Unchecked) throw Refused($"r{register} may be null: nothing has compared it with 0");
        return ref _table[region];
    }
}
