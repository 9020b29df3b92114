using System.Text;
using Fairlead.Bpf.Extended;
using Fairlead.Linux;
using Microsoft.Win32.SafeHandles;
using static Fairlead.Linux.BpfConstants;

namespace Fairlead.Bpf.Tests.Extended;

/// <summary>A hook of the kernel: a type of programs and the attach type that the verifier expects.</summary>
internal sealed record KernelHook(uint Type, uint AttachType = 0)
{
    public static readonly KernelHook SocketFilter = new(1), CgroupSkb = new(8), Bind4 = new(18, 8), Bind6 = new(18, 9),
        Connect4 = new(18, 10), SendMsg4 = new(18, 14), SendMsg6 = new(18, 15), SockCreate = new(9, 2),
        SchedCls = new(3), PostBind4 = new(9, 12), PostBind6 = new(9, 13);
}

/// <summary>A program in the kernel, which runs it on a packet by BPF_PROG_TEST_RUN.</summary>
internal sealed unsafe class KernelProgram : IDisposable
{
    /// <summary>What the kernel takes for the link layer's, and programs do not see.</summary>
    private const int EthernetHeader = 14;

    private readonly SafeFileHandle _descriptor;

    private KernelProgram(int descriptor) => _descriptor = new SafeFileHandle(descriptor, ownsHandle: true);

    public static KernelProgram Load(Program program, KernelHook hook, KernelMaps maps) =>
        TryLoad(program, hook, maps) ?? throw new InvalidOperationException(Explain(program, hook, maps));

    /// <summary>Null where the verifier refuses.</summary>
    public static KernelProgram? TryLoad(Program program, KernelHook hook, KernelMaps maps)
    {
        SysResult result = Load(WithDescriptors(program, maps), hook, null);
        Assert.True(result.Errno != Errno.EPERM, "BPF_PROG_LOAD: EPERM. The tests of the kernel need root.");
        return result.Ok ? new KernelProgram(result.Int) : null;
    }

    /// <summary>What the verifier says about a program that it refuses.</summary>
    public static string Explain(Program program, KernelHook hook, KernelMaps maps)
    {
        byte[] log = new byte[1 << 20];
        SysResult result = Load(WithDescriptors(program, maps), hook, log);
        return $"{result.Errno}: {Encoding.UTF8.GetString(log).TrimEnd('\0')}";
    }

    /// <summary>The low half of R0, for a packet from its network header on.</summary>
    public uint Run(byte[] packet)
    {
        byte[] frame = [.. new byte[EthernetHeader], .. packet];
        fixed (byte* data = frame)
        {
            bpf_attr attr = default;
            attr.test.prog_fd = (int)_descriptor.DangerousGetHandle();
            attr.test.data_in = data;
            attr.test.data_size_in = (uint)frame.Length;
            SysResult result = Libc.bpf(BPF_PROG_TEST_RUN, &attr);
            Assert.True(result.Ok, $"BPF_PROG_TEST_RUN: {result.Errno}");
            return attr.test.retval;
        }
    }

    public void Dispose() => _descriptor.Dispose();

    private static Instruction[] WithDescriptors(Program program, KernelMaps maps)
    {
        Instruction[] text = [.. program.Instructions];
        foreach (MapReference reference in program.Maps)
            text[reference.Index] = text[reference.Index] with { Immediate = maps.Descriptor(reference.Map) };
        return text;
    }

    private static SysResult Load(Instruction[] text, KernelHook hook, byte[]? log)
    {
        fixed (Instruction* instructions = text)
        fixed (byte* license = "GPL\0"u8, buffer = log)
        {
            bpf_attr attr = new()
            {
                prog_type = hook.Type,
                expected_attach_type = hook.AttachType,
                insn_cnt = (uint)text.Length,
                insns = instructions,
                license = license,
                log_level = log is null ? 0u : 1,
                log_size = (uint)(log?.Length ?? 0),
                log_buf = buffer,
            };
            return Libc.bpf(BPF_PROG_LOAD, &attr);
        }
    }
}
