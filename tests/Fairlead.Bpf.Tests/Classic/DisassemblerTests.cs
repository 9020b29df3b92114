using Fairlead.Bpf.Classic;

namespace Fairlead.Bpf.Tests.Classic;

public class DisassemblerTests
{
    [Fact]
    public void Listing_shows_indexes_targets_and_names()
    {
        Assert.Equal(
            """
            0000: ld [4]                            ; arch
            0001: jeq #0xc000003e, 0002, 0009
            0002: ld [0]                            ; nr
            0003: jge #0x40000000, 0009, 0004
            0004: jeq #0x31, 0010, 0005
            0005: jeq #0x2c, 0006, 0011
            0006: ld [48]                           ; args[4], low
            0007: jeq #0x0, 0008, 0010
            0008: ja 0011
            0009: ret #0x80000000                   ; KILL_PROCESS
            0010: ret #0x7fc00000                   ; USER_NOTIF
            0011: ret #0x7fff0000                   ; ALLOW

            """,
            Disassembler.Listing(Filter(), SeccompNames.Describe));
    }

    [Fact]
    public void Listing_needs_no_names() =>
        Assert.Equal("0000: ret #0x0\n0001: ret a\n", Disassembler.Listing([new(6, 0, 0, 0), new(0x16, 0, 0, 0)]));

    [Theory]
    [InlineData(0x20, 0, "nr")]
    [InlineData(0x20, 4, "arch")]
    [InlineData(0x20, 8, "instruction_pointer, low")]
    [InlineData(0x20, 12, "instruction_pointer, high")]
    [InlineData(0x20, 16, "args[0], low")]
    [InlineData(0x20, 20, "args[0], high")]
    [InlineData(0x20, 60, "args[5], high")]
    [InlineData(0x20, 2, null)]
    [InlineData(0x20, 64, null)]
    [InlineData(0x06, 0x80000000, "KILL_PROCESS")]
    [InlineData(0x06, 0, "KILL_THREAD")]
    [InlineData(0x06, 0x00030000, "TRAP")]
    [InlineData(0x06, 0x0005000d, "ERRNO EACCES")]
    [InlineData(0x06, 0x7fc00000, "USER_NOTIF")]
    [InlineData(0x06, 0x7ff00000, "TRACE")]
    [InlineData(0x06, 0x7ffc0000, "LOG")]
    [InlineData(0x06, 0x7fff0000, "ALLOW")]
    [InlineData(0x06, 0x12345678, null)]
    [InlineData(0x16, 0, null)]
    public void Fields_and_actions_of_seccomp_have_names(ushort code, uint k, string? name) =>
        Assert.Equal(name, SeccompNames.Describe(new Instruction(code, 0, 0, k)));

    /// <summary>bind(2) notifies; sendto(2) does when it has an address; the x32 ABI is not for us.</summary>
    private static Instruction[] Filter()
    {
        Assembler asm = new();
        Label kill = new("kill"), notify = new("notify"), allow = new("allow");
        asm.LoadAbs(4);
        asm.JumpIfEqual(0xc000003e, whenFalse: kill);
        asm.LoadAbs(0);
        asm.JumpIfGreaterOrEqual(0x40000000, whenTrue: kill);
        asm.JumpIfEqual(49, whenTrue: notify);
        asm.JumpIfEqual(44, whenFalse: allow);
        asm.LoadAbs(48);
        asm.JumpIfEqual(0, whenFalse: notify);
        asm.Jump(allow);
        asm.Mark(kill);
        asm.Return(0x80000000);
        asm.Mark(notify);
        asm.Return(0x7fc00000);
        asm.Mark(allow);
        asm.Return(0x7fff0000);
        return asm.Assemble();
    }
}
