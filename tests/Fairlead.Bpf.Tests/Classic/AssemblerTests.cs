using Fairlead.Bpf.Classic;

namespace Fairlead.Bpf.Tests.Classic;

public class AssemblerTests
{
    private readonly Assembler _asm = new();
    private readonly Label _label = new("there");

    [Fact]
    public void Labels_stand_for_the_instruction_that_follows_them()
    {
        Label also = new("also there");
        _asm.JumpIfEqual(1, whenTrue: _label, whenFalse: also);
        _asm.Return(1);
        _asm.Mark(_label);
        _asm.Mark(also);
        _asm.Return(2);
        Assert.Equal(new Instruction(0x15, 1, 1, 1), _asm.Assemble()[0]);
    }

    [Fact]
    public void Program_can_be_assembled_again_when_it_has_grown()
    {
        _asm.Return(1);
        Assert.Single(_asm.Assemble());
        _asm.Return(2);
        Assert.Equal(2, _asm.Assemble().Length);
    }

    [Fact]
    public void Label_that_is_marked_nowhere_is_refused()
    {
        _asm.Jump(_label);
        _asm.Return(0);
        AssertRefused("no instruction is marked with label 'there', but a jump goes there");
    }

    [Fact]
    public void Label_behind_the_last_instruction_is_refused()
    {
        _asm.JumpIfEqual(0, _label);
        _asm.Return(0);
        _asm.Mark(_label);
        AssertRefused("no instruction is marked with label 'there', but a jump goes there");
    }

    [Fact]
    public void Jump_back_is_refused_where_it_is_written()
    {
        _asm.Mark(_label);
        var error = Assert.Throws<BpfException>(() => _asm.JumpIfSet(1, whenFalse: _label));
        Assert.Equal("a jump back to label 'there': classic BPF jumps only forward", error.Message);
    }

    [Fact]
    public void Label_that_is_marked_twice_is_refused()
    {
        _asm.Mark(_label);
        Assert.Equal("label 'there' is marked twice", Assert.Throws<BpfException>(() => _asm.Mark(_label)).Message);
    }

    [Fact]
    public void Program_without_instructions_is_refused() => AssertRefused("the last instruction is not a return");

    [Fact]
    public void Program_that_does_not_end_with_a_return_is_refused()
    {
        _asm.Return(0);
        _asm.LoadAbs(0);
        AssertRefused("the last instruction is not a return");
    }

    [Fact]
    public void Program_of_4096_instructions_is_allowed_and_of_4097_refused()
    {
        for (int i = 0; i < 4096; i++) _asm.Return(0);
        Assert.Equal(4096, _asm.Assemble().Length);
        _asm.Return(0);
        AssertRefused("4097 instructions, more than the kernel's 4096");
    }

    [Fact]
    public void Operands_that_the_kernel_refuses_are_refused_where_they_are_written()
    {
        Assert.Equal("division by the constant 0", Assert.Throws<BpfException>(() => _asm.Div(0)).Message);
        Assert.Equal("division by the constant 0", Assert.Throws<BpfException>(() => _asm.Mod(0)).Message);
        Assert.Equal("a shift of a 32-bit word by 32", Assert.Throws<BpfException>(() => _asm.Lsh(32)).Message);
        Assert.Equal("a shift of a 32-bit word by 33", Assert.Throws<BpfException>(() => _asm.Rsh(33)).Message);
        Assert.Equal("M[16] is beyond the 16 words of M[]", Assert.Throws<BpfException>(() => _asm.StoreX(16)).Message);
    }

    private void AssertRefused(string message) =>
        Assert.Equal(message, Assert.Throws<BpfException>(_asm.Assemble).Message);
}
