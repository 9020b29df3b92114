using Fairlead.Bpf.Extended;

namespace Fairlead.Bpf.Tests.Extended;

public class AssemblerTests
{
    private readonly Assembler _asm = new();
    private readonly Label _label = new("there");

    [Fact]
    public void Labels_stand_for_the_instruction_that_follows_them()
    {
        Label also = new("also there");
        _asm.Jump(_label);
        _asm.JumpIf(Condition.Equal, Register.R0, 0, also);
        _asm.Mark(_label);
        _asm.Mark(also);
        _asm.Exit();
        Instruction[] program = _asm.Assemble().Instructions;
        Assert.Equal((1, 0), (program[0].Offset, program[1].Offset));
    }

    [Fact]
    public void Jump_goes_back()
    {
        _asm.Mark(_label);
        _asm.Exit();
        _asm.Jump(_label);
        Assert.Equal(-2, _asm.Assemble().Instructions[1].Offset);
    }

    [Fact]
    public void Load_of_64_bits_counts_as_two_instructions()
    {
        _asm.Jump(_label);
        _asm.LoadImmediate(Register.R1, 1);
        _asm.Mark(_label);
        _asm.Exit();
        Assert.Equal(2, _asm.Assemble().Instructions[0].Offset);
    }

    [Fact]
    public void Program_knows_where_it_names_maps()
    {
        MapDefinition hash = new("hash", MapKind.Hash, 4, 4, 1), array = new("array", MapKind.Array, 4, 4, 1);
        _asm.LoadMap(Register.R1, hash);
        _asm.LoadMapValue(Register.R2, array);
        _asm.LoadMap(Register.R3, hash);
        _asm.Exit(0);
        Assert.Equal([new(0, hash), new(2, array), new(4, hash)], _asm.Assemble().Maps);
    }

    [Fact]
    public void Program_can_be_assembled_again_when_it_has_grown()
    {
        _asm.Exit();
        Assert.Single(_asm.Assemble().Instructions);
        for (int i = 0; i < 1000; i++) _asm.Exit();
        Assert.Equal(1001, _asm.Assemble().Instructions.Length);
    }

    [Fact]
    public void Label_that_is_marked_nowhere_is_refused()
    {
        _asm.Jump(_label);
        _asm.Exit();
        AssertRefused("no instruction is marked with label 'there', but a jump goes there");
    }

    [Fact]
    public void Label_behind_the_last_instruction_is_refused()
    {
        _asm.Jump(_label);
        _asm.Exit();
        _asm.Mark(_label);
        AssertRefused("no instruction is marked with label 'there', but a jump goes there");
    }

    [Fact]
    public void Label_that_is_marked_twice_is_refused()
    {
        _asm.Mark(_label);
        Assert.Equal("label 'there' is marked twice", Assert.Throws<BpfException>(() => _asm.Mark(_label)).Message);
    }

    [Fact]
    public void Jump_reaches_32767_instructions_and_no_more()
    {
        _asm.Jump(_label);
        for (int i = 0; i < short.MaxValue; i++) _asm.Exit();
        Assembler farther = new();
        farther.Jump(_label);
        for (int i = 0; i <= short.MaxValue; i++) farther.Exit();
        _asm.Mark(_label);
        _asm.Exit();
        farther.Mark(_label);
        farther.Exit();
        Assert.Equal(short.MaxValue, _asm.Assemble().Instructions[0].Offset);
        Assert.Equal(
            "label 'there' is 32768 instructions away, and a jump reaches 32767",
            Assert.Throws<BpfException>(farther.Assemble).Message);
    }

    [Fact]
    public void Program_that_does_not_end_is_refused()
    {
        AssertRefused("the last instruction is neither an exit nor a jump");
        _asm.Mov(Register.R0, 0);
        AssertRefused("the last instruction is neither an exit nor a jump");
        _asm.JumpIf(Condition.Equal, Register.R0, 0, _label);
        _asm.Mark(_label);
        _asm.Call(HelperFunction.GetCurrentPidTgid);
        AssertRefused("the last instruction is neither an exit nor a jump");
    }

    [Fact]
    public void Operands_that_the_kernel_refuses_are_refused_where_they_are_written()
    {
        Assert.Equal("a shift of 64 bits by 64", Assert.Throws<BpfException>(() => _asm.Lsh(Register.R0, 64)).Message);
        Assert.Equal("a shift of 64 bits by -1", Assert.Throws<BpfException>(() => _asm.Rsh(Register.R0, -1)).Message);
        Assert.Equal("a byte order of 8 bits", Assert.Throws<BpfException>(() => _asm.ToBigEndian(Register.R0, 8)).Message);
        Assert.Throws<OverflowException>(() => _asm.Load(Size.Byte, Register.R0, Register.R1, 32768));
    }

    private void AssertRefused(string message) =>
        Assert.Equal(message, Assert.Throws<BpfException>(_asm.Assemble).Message);
}
