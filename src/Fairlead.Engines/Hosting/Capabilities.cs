using Fairlead.Linux;

namespace Fairlead.Engines.Hosting;

/// <summary>The effective capabilities of this process: capabilities(7).</summary>
public static class Capabilities
{
    /// <summary>To look into other processes, whatever kernel.yama.ptrace_scope says (up to 2).</summary>
    public const int CAP_SYS_PTRACE = 19;

    /// <summary>To install filters without no_new_privs, and to load every BPF program.</summary>
    public const int CAP_SYS_ADMIN = 21;

    /// <summary>To attach BPF programs to networking, and to set marks.</summary>
    public const int CAP_NET_ADMIN = 12;

    /// <summary>To let BPF programs ask for the command name, among other things.</summary>
    public const int CAP_PERFMON = 38;

    /// <summary>To load BPF programs.</summary>
    public const int CAP_BPF = 39;

    private static readonly ulong s_effective =
        ProcText.Hex(ProcText.Field(ProcText.Read("/proc/self/status\0"u8), "CapEff:"u8));

    /// <summary>Whether this process has the capability.</summary>
    public static bool Has(int capability) => (s_effective >> capability & 1) != 0;
}
