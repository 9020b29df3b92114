using System.Text;
using Fairlead.Bpf.Extended;
using Fairlead.Linux;
using static Fairlead.Linux.BpfConstants;

namespace Fairlead.Engines.Cgroup.Kernel;

/// <summary>A program that the kernel's verifier has accepted. It lives as long as this, or as it is attached.</summary>
/// <remarks>
/// The verifier's log costs a multiple of the load, so it is asked for only after a failure, by a second load. A log that
/// does not fit fails with ENOSPC, and the buffer grows up to <see cref="MaximalLog"/>.
/// </remarks>
public sealed unsafe class LoadedProgram : IDisposable
{
    private const int FirstLog = 1 << 16;
    private const int MaximalLog = 1 << 24;
    private const int ShownLines = 20;
    private const int Attempts = 5;

    private LoadedProgram(Hook hook, int descriptor) => (Hook, Descriptor) = (hook, descriptor);

    /// <summary>Where it is to be attached.</summary>
    public Hook Hook { get; }

    /// <summary>The descriptor, closed on exec; -1 once it is closed.</summary>
    public int Descriptor { get; private set; }

    /// <summary>What bpftool(8) shows.</summary>
    public static string NameOf(Hook hook) => $"fl_{hook.Name}";

    /// <summary>Loads a program.</summary>
    /// <param name="program">The program.</param>
    /// <param name="maps">At least the maps that it uses.</param>
    /// <exception cref="LinuxException">The kernel refuses it; the message has the end of the verifier's log.</exception>
    public static LoadedProgram Load(HookProgram program, LoadedMap[] maps)
    {
        var instructions = WithDescriptors(program.Program, maps);
        var loaded = TryLoad(program.Hook, instructions, []);
        return loaded.Ok
            ? new LoadedProgram(program.Hook, loaded.Int)
            : throw Refusal(program.Hook, instructions, loaded.Errno);
    }

    /// <summary>Loads instructions that need no map, or have its descriptor, without asking why where it fails.</summary>
    internal static SysResult TryLoad(Hook hook, Instruction[] instructions, byte[] log)
    {
        fixed (Instruction* insns = instructions)
        fixed (byte* license = "Dual MIT/GPL\0"u8, buffer = log)
        {
            bpf_attr attr = default;
            attr.prog_type = hook.ProgramType;
            attr.insn_cnt = (uint)instructions.Length;
            attr.insns = insns;
            attr.license = license;
            attr.expected_attach_type = hook.AttachType;
            attr.log_level = log.Length > 0 ? 1u : 0u;
            attr.log_size = (uint)log.Length;
            attr.log_buf = buffer;
            BpfCall.WriteName(attr.prog_name, NameOf(hook));
            return Repeated(&attr);
        }
    }

    /// <summary>Keeps a map alive as long as this program.</summary>
    public void BindMap(LoadedMap map)
    {
        bpf_attr attr = default;
        attr.prog_bind_map = new bpf_attr_prog_bind_map { prog_fd = Descriptor, map_fd = map.Descriptor };
        BpfCall.Check(Libc.bpf(BPF_PROG_BIND_MAP, &attr), "BPF_PROG_BIND_MAP", $"{NameOf(Hook)}, {map.Definition.Name}");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Once: by the next time, the number may belong to something else.
        if (Descriptor >= 0) _ = Libc.close(Descriptor);
        Descriptor = -1;
    }

    // The verifier gives up with EAGAIN when a signal waits for this thread.
    private static SysResult Repeated(bpf_attr* attr)
    {
        var loaded = Libc.bpf(BPF_PROG_LOAD, attr);
        for (int i = 1; i < Attempts && loaded.Errno == Errno.EAGAIN; i++) loaded = Libc.bpf(BPF_PROG_LOAD, attr);
        return loaded;
    }

    private static Instruction[] WithDescriptors(Program program, LoadedMap[] maps)
    {
        var instructions = (Instruction[])program.Instructions.Clone();
        foreach (var reference in program.Maps)
        {
            ref var instruction = ref instructions[reference.Index];
            instruction = instruction with { Immediate = LoadedRules.Find(maps, reference.Map).Descriptor };
        }
        return instructions;
    }

    private static LinuxException Refusal(Hook hook, Instruction[] instructions, Errno errno)
    {
        var log = VerifierLog(hook, instructions);
        var advice = log.Length == 0
            ? BpfCall.Advice(errno) ?? OtherAdvice(errno, instructions.Length)
            : $"the kernel's verifier refuses the program of {hook.Name} ({instructions.Length} instructions); please "
                + $"report it with `fairlead plan -v`. The end of its log:\n{log}";
        return new LinuxException($"bpf(BPF_PROG_LOAD, {NameOf(hook)})", errno, advice);
    }

    private static string VerifierLog(Hook hook, Instruction[] instructions)
    {
        for (int size = FirstLog; ; size *= 4)
        {
            var log = new byte[size];
            var loaded = TryLoad(hook, instructions, log);
            if (loaded.Ok) _ = Libc.close(loaded.Int);
            if (loaded.Errno != Errno.ENOSPC || size >= MaximalLog) return LastLines(log);
        }
    }

    private static string LastLines(byte[] log)
    {
        int length = Array.IndexOf(log, (byte)0);
        var text = Encoding.UTF8.GetString(log, 0, length < 0 ? log.Length : length).TrimEnd();
        int start = text.Length;
        for (int i = 0; i < ShownLines && start > 0; i++) start = text.LastIndexOf('\n', start - 1);
        return start > 0 ? text[(start + 1)..] : text;
    }

    private static string OtherAdvice(Errno errno, int count) => errno switch
    {
        Errno.E2BIG => $"{count} instructions are more than this process may load; use fewer rules, or run with CAP_BPF",
        Errno.EINVAL => "this kernel does not know the kind of program; `fairlead doctor` says what it lacks",
        _ => "please report it with `fairlead plan -v`",
    };
}
