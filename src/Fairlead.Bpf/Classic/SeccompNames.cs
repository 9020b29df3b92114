using Fairlead.Linux;
using static Fairlead.Bpf.Opcode;
using static Fairlead.Linux.SeccompConstants;

namespace Fairlead.Bpf.Classic;

/// <summary>What numbers mean in a seccomp filter: fields of struct seccomp_data, and returned actions.</summary>
public static class SeccompNames
{
    private const uint SECCOMP_RET_KILL_THREAD = 0x00000000;
    private const uint SECCOMP_RET_TRAP = 0x00030000;
    private const uint SECCOMP_RET_LOG = 0x7ffc0000;
    private const uint SECCOMP_RET_ACTION_FULL = 0xffff0000;

    /// <summary>The field that a load reads or the action that a return asks for; null: neither, or unknown.</summary>
    public static string? Describe(Instruction instruction) => (int)instruction.Code switch
    {
        BPF_LD | BPF_W | BPF_ABS => Field(instruction.K),
        BPF_RET | BPF_K => Action(instruction.K),
        _ => null,
    };

    private static string? Field(uint offset) => offset switch
    {
        0 => "nr",
        4 => "arch",
        8 or 12 => $"instruction_pointer, {Half(offset)}",
        < 64 when offset % 4 == 0 => $"args[{(offset - 16) / 8}], {Half(offset)}",
        _ => null,
    };

    /// <remarks>The order of a little-endian host.</remarks>
    private static string Half(uint offset) => offset % 8 == 0 ? "low" : "high";

    private static string? Action(uint value) => (value & SECCOMP_RET_ACTION_FULL) switch
    {
        SECCOMP_RET_KILL_PROCESS => "KILL_PROCESS",
        SECCOMP_RET_KILL_THREAD => "KILL_THREAD",
        SECCOMP_RET_TRAP => "TRAP",
        SECCOMP_RET_ERRNO => $"ERRNO {(Errno)(value & ~SECCOMP_RET_ACTION_FULL)}",
        SECCOMP_RET_USER_NOTIF => "USER_NOTIF",
        SECCOMP_RET_TRACE => "TRACE",
        SECCOMP_RET_LOG => "LOG",
        SECCOMP_RET_ALLOW => "ALLOW",
        _ => null,
    };
}
