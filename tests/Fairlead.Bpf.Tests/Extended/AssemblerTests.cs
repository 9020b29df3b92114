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
        _asm.JumpIf(Condition.Equal, Register.R0, 0, _label);
        _asm.JumpIf(Condition.Equal, Register.R0, 1, also);
        _asm.Mark(_label);
        _asm.Mark(also);
        _asm.Exit();
        Instruction[] program = _asm.Assemble().Instructions;
        Assert.Equal((1, 0), (program[0].Offset, program[1].Offset));
    }

    [Fact]
    public void Jump_back_is_refused_where_it_is_written()
    {
        _asm.Mark(_label);
        Assert.Equal("a jump back to label 'there'", Assert.Throws<BpfException>(() => _asm.Jump(_label)).Message);
    }

    [Fact]
    public void Code_that_nothing_reaches_is_left_out()
    {
        Label never = new("never");
        _asm.Exit(0);
        _asm.LoadMap(Register.R1, new MapDefinition("hash", MapKind.Hash, 4, 4, 1));
        _asm.Jump(never);
        _asm.Mark(never);
        _asm.Exit(1);
        Program program = _asm.Assemble();
        Assert.Equal("0000: r0 = 0\n0001: exit\n", Disassembler.Listing(program));
        Assert.Empty(program.Maps);
    }

    [Fact]
    public void Code_behind_the_end_is_kept_when_a_jump_goes_there()
    {
        _asm.JumpIf(Condition.Equal, Register.R1, 0, _label);
        _asm.Exit(0);
        _asm.Mark(_label);
        _asm.Exit(1);
        Assert.Equal(5, _asm.Assemble().Instructions.Length);
    }

    [Fact]
    public void Load_of_64_bits_counts_as_two_instructions()
    {
        _asm.JumpIf(Condition.Equal, Register.R1, 0, _label);
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
        _asm.JumpIf(Condition.Equal, Register.R1, 0, _label);
        _asm.Exit();
        Assert.Throws<BpfException>(_asm.Assemble);
        _asm.Mark(_label);
        for (int i = 0; i < 1000; i++) _asm.Mov(Register.R0, i);
        _asm.Exit();
        Assert.Equal(1003, _asm.Assemble().Instructions.Length);
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
        Assert.Equal(short.MaxValue, JumpOver(short.MaxValue).Assemble().Instructions[0].Offset);
        Assert.Equal(
            "label 'there' is 32768 instructions away, and a jump reaches 32767",
            Assert.Throws<BpfException>(JumpOver(short.MaxValue + 1).Assemble).Message);
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

    private Assembler JumpOver(int gap)
    {
        Assembler asm = new();
        asm.JumpIf(Condition.Equal, Register.R1, 0, _label);
        for (int i = 0; i < gap; i++) asm.Mov(Register.R0, i);
        asm.Mark(_label);
        asm.Exit();
        return asm;
    }

    private void AssertRefused(string message) =>
        Assert.Equal(message, Assert.Throws<BpfException>(_asm.Assemble).Message);
}
