using Fairlead.Bpf.Extended;

namespace Fairlead.Bpf.Tests.Extended;

/// <summary>Programs in the kernel, as root: what they say there they say here, and what it refuses is refused here.</summary>
public sealed class KernelTests : IDisposable
{
    /// <summary>Fields of struct __sk_buff that the interpreter does not know: pointers to the packet.</summary>
    private const int PacketStart = 76, PacketEnd = 80;

    private readonly KernelMaps _maps = new();

    public static TheoryData<string> Layouts { get; } =
        ["SockAddr4", "SockAddr6", "SendMsg4", "SendMsg6", "SkBuff", "SockCreate", "PostBind4", "PostBind6"];

    public void Dispose() => _maps.Dispose();

    [Fact]
    public void Kernel_and_interpreter_agree_about_random_programs()
    {
        HashSet<uint> answers = [];
        for (int seed = 0; seed < 400; seed++)
        {
            Program program = RandomProgram.Make(seed, length: 4 + seed / 4);
            Interpreter interpreter = new(program, ContextLayout.SkBuff, new MapMemory());
            using KernelProgram kernel = KernelProgram.Load(program, KernelHook.SocketFilter, _maps);
            for (int i = 0; i < 8; i++)
            {
                byte[] packet = RandomPacket(new Random(8 * seed + i));
                uint expected = kernel.Run(packet);
                uint actual = (uint)interpreter.Run(new byte[192], new KernelAnswers { Packet = packet });
                Assert.True(expected == actual, $"seed {seed}, packet {i}:\n{Disassembler.Listing(program)}");
                answers.Add(expected);
            }
        }

        Assert.InRange(answers.Count, 3000, int.MaxValue);
    }

    [Theory]
    [MemberData(nameof(Layouts))]
    public void Kernel_and_interpreter_agree_about_every_access_of_a_context(string name)
    {
        (ContextLayout layout, KernelHook hook) = LayoutOf(name);
        List<string> differences = [];
        foreach (bool write in new[] { false, true })
        {
            for (int offset = 0; offset < layout.Size + 2; offset++)
            {
                if (name == "SkBuff" && offset is (PacketStart or PacketEnd)) continue;
                foreach (Size size in Enum.GetValues<Size>()) Compare(layout, hook, Access(size, offset, write), differences);
            }
        }

        Assert.True(differences.Count == 0, string.Join("\n", differences));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Kernel_and_interpreter_agree_about_every_access_of_a_socket(bool full)
    {
        List<string> differences = [];
        for (int offset = 0; offset < 82; offset++)
        {
            foreach (Size size in Enum.GetValues<Size>())
            {
                Compare(
                    full ? ContextLayout.SockAddr4 : ContextLayout.SkBuff,
                    full ? KernelHook.Connect4 : KernelHook.CgroupSkb,
                    SocketAccess(size, offset, full ? 64 : 168, mayBeNull: !full),
                    differences);
            }
        }

        Assert.True(differences.Count == 0, string.Join("\n", differences));
    }

    [Theory]
    [MemberData(nameof(RefusedPrograms.Names), MemberType = typeof(RefusedPrograms))]
    public void Kernel_refuses_what_the_interpreter_refuses(string name)
    {
        Refusal refusal = RefusedPrograms.Get(name);
        Assert.Throws<BpfException>(() => Interpret(refusal.Program, refusal.Layout, RefusedPrograms.Maps()));
        using KernelProgram? kernel = KernelProgram.TryLoad(refusal.Program, refusal.Hook, _maps);
        Assert.Null(kernel);
    }

    private void Compare(ContextLayout layout, KernelHook hook, Program program, List<string> differences)
    {
        string ours = "taken";
        try
        {
            Interpret(program, layout);
        }
        catch (BpfException e)
        {
            ours = e.Message;
        }

        using KernelProgram? kernel = KernelProgram.TryLoad(program, hook, _maps);
        if (kernel is null != (ours == "taken")) return;
        string theirs = kernel is null ? KernelProgram.Explain(program, hook, _maps) : "taken";
        differences.Add($"here: {ours}; kernel: {theirs}\n{Disassembler.Listing(program)}");
    }

    private static void Interpret(Program program, ContextLayout layout, MapMemory? maps = null) =>
        TestRun.Run(program, layout, maps, new KernelAnswers { Socket = new byte[80] });

    private static Program Access(Size size, int offset, bool write)
    {
        Assembler asm = new();
        asm.Mov(Register.R2, 0);
        if (write) asm.Store(size, Register.R1, offset, Register.R2);
        else asm.Load(size, Register.R2, Register.R1, offset);
        asm.Exit(1);
        return asm.Assemble();
    }

    private static Program SocketAccess(Size size, int offset, int pointer, bool mayBeNull)
    {
        Assembler asm = new();
        Label done = new("done");
        asm.Load(Size.Double, Register.R2, Register.R1, pointer);
        if (mayBeNull) asm.JumpIf(Condition.Equal, Register.R2, 0, done);
        asm.Load(size, Register.R2, Register.R2, offset);
        asm.Mark(done);
        asm.Exit(1);
        return asm.Assemble();
    }

    private static (ContextLayout Layout, KernelHook Hook) LayoutOf(string name) => name switch
    {
        "SockAddr4" => (ContextLayout.SockAddr4, KernelHook.Bind4),
        "SockAddr6" => (ContextLayout.SockAddr6, KernelHook.Bind6),
        "SendMsg4" => (ContextLayout.SendMsg4, KernelHook.SendMsg4),
        "SendMsg6" => (ContextLayout.SendMsg6, KernelHook.SendMsg6),
        "SkBuff" => (ContextLayout.SkBuff, KernelHook.CgroupSkb),
        "SockCreate" => (ContextLayout.SockCreate, KernelHook.SockCreate),
        "PostBind4" => (ContextLayout.PostBind4, KernelHook.PostBind4),
        _ => (ContextLayout.PostBind6, KernelHook.PostBind6),
    };

    private static byte[] RandomPacket(Random random)
    {
        byte[] packet = new byte[RandomProgram.PacketSize];
        for (int at = 0; at < packet.Length; at += 8)
        {
            long number = random.Next(3) == 0 ? random.Next(-4, 5) : random.NextInt64(long.MinValue, long.MaxValue);
            BitConverter.TryWriteBytes(packet.AsSpan(at), number >> random.Next(3) * 16);
        }

        return packet;
    }
}
