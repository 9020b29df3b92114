using System.Diagnostics;
using System.Runtime.InteropServices;
using Fairlead.Bpf.Classic;

namespace Fairlead.Bpf.Tests.Classic;

/// <summary>Programs in the kernel, without privilege: it loads them, and they say what they say here.</summary>
public class KernelTests
{
    /// <summary>No call of any kernel: only the filter answers it.</summary>
    private const uint TestCall = 1000;

    private const int Calls = 8;

    /// <summary>Answers a line "PROGRAM ARG*6 ..." with a line: an errno, "killed" or "refused" for each six.</summary>
    private const string Oracle = """
        import ctypes, os, sys
        libc = ctypes.CDLL(None, use_errno=True)
        class sock_fprog(ctypes.Structure):
            _fields_ = [("len", ctypes.c_ushort), ("filter", ctypes.c_char_p)]
        def install(code):
            fprog = sock_fprog(len(code) // 8, code)
            if libc.prctl(38, 1, 0, 0, 0) or libc.prctl(22, 2, ctypes.byref(fprog)):
                os.write(1, b"refused")
                os._exit(0)
        def call(args):
            ctypes.set_errno(0)
            libc.syscall(ctypes.c_ulong(1000), *map(ctypes.c_ulong, args))
            return b"%d " % ctypes.get_errno()
        for line in sys.stdin:
            code, *words = line.split()
            args = [int(word) for word in words]
            for i in range(0, len(args), 6):
                child = os.fork()
                if child == 0:
                    install(bytes.fromhex(code))
                    os.write(1, call(args[i:i + 6]))
                    os._exit(0)
                if os.WIFSIGNALED(os.waitpid(child, 0)[1]):
                    os.write(1, b"killed ")
            os.write(1, b"\n")
        """;

    [Fact]
    public void Kernel_loads_programs_and_agrees_with_the_interpreter()
    {
        List<string> questions = [], expected = [];
        for (int seed = 0; seed < 60; seed++)
        {
            Instruction[] program = Filter(new RandomProgram(seed, length: 8 + 30 * seed));
            ulong[][] calls = [.. Enumerable.Range(0, Calls).Select(i => Arguments(new Random(seed * Calls + i)))];
            questions.Add($"{Hex(program)} {string.Join(' ', calls.SelectMany(args => args))}");
            expected.Add(string.Concat(calls.Select(args => Answer(program, args) + " ")));
        }

        Assert.Equal(expected, Ask(questions));
    }

    [Fact]
    public void Kernel_refuses_what_the_interpreter_refuses()
    {
        (ushort Code, uint K, string Text)[] refused = [.. InterpreterTests.Refused.Select(row => row.Data)];
        IEnumerable<string> answers = Ask([.. refused.Select(row => $"{Hex(Question(row.Code, row.K))} 0 0 0 0 0 0")]);
        Assert.Equal(refused.Select(row => $"{row.Text} refused"), refused.Zip(answers, (row, a) => $"{row.Text} {a}"));

        static Instruction[] Question(ushort code, uint k) => [new(code, 0, 0, k), new(6, 0, 0, 0x7fff0000)];
    }

    /// <summary>The program as the answer to one call; all others are allowed.</summary>
    private static Instruction[] Filter(RandomProgram random)
    {
        Assembler asm = new();
        Label body = new("body");
        asm.LoadAbs(0);
        asm.JumpIfEqual(TestCall, whenTrue: body);
        asm.Return(0x7fff0000);
        asm.Mark(body);
        random.Write(asm);
        return asm.Assemble();
    }

    private static ulong[] Arguments(Random random) =>
        [.. Enumerable.Range(0, 6).Select(_ => (ulong)(random.Next(2) == 0 ? random.Next(4) : random.NextInt64()))];

    private static string Answer(Instruction[] program, ulong[] arguments)
    {
        uint arch = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 0xc00000b7 : 0xc000003e;
        ulong[] data = [TestCall | (ulong)arch << 32, 0, .. arguments];
        uint answer = Interpreter.Run(program, MemoryMarshal.AsBytes(data.AsSpan()));
        return answer == 0 ? "killed" : $"{answer & 0xffff}";
    }

    private static string Hex(Instruction[] program) => Convert.ToHexString(MemoryMarshal.AsBytes(program.AsSpan()));

    private static string[] Ask(List<string> questions)
    {
        ProcessStartInfo start = new("python3", ["-c", Oracle])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        using Process python = Process.Start(start)!;
        Task<string> answers = python.StandardOutput.ReadToEndAsync();
        foreach (string question in questions) python.StandardInput.WriteLine(question);
        python.StandardInput.Close();
        return answers.Result.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
