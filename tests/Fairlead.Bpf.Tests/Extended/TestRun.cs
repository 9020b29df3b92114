using Fairlead.Bpf.Extended;

namespace Fairlead.Bpf.Tests.Extended;

/// <summary>Runs of the interpreter for tests that need neither maps nor a kernel.</summary>
internal static class TestRun
{
    public static Instruction Exit { get; } = new(0x95, 0, 0, 0);

    /// <summary>Loads 64 bits.</summary>
    public static Instruction[] Constant(int register, ulong value) =>
        [new(0x18, (byte)register, 0, (int)(uint)value), new(0, 0, 0, (int)(uint)(value >> 32))];

    public static ulong Number(Assembler asm) => Number(asm.Assemble());

    public static ulong Number(Instruction[] text) => Number(new Program(text, []));

    public static ulong Number(Program program) => (ulong)Run(program, ContextLayout.SkBuff);

    public static long Run(Program program, ContextLayout layout, MapMemory? maps = null, KernelAnswers? kernel = null) =>
        new Interpreter(program, layout, maps ?? new MapMemory()).Run(new byte[layout.Size], kernel ?? new KernelAnswers());
}
