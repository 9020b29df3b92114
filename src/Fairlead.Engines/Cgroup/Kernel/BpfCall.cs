using Fairlead.Linux;

namespace Fairlead.Engines.Cgroup.Kernel;

/// <summary>How calls of bpf(2) are named, and what to do where one fails for a reason that is common to all.</summary>
internal static unsafe class BpfCall
{
    private const string Privileges =
        "bpf(2) needs CAP_BPF and CAP_NET_ADMIN of the host, and no filter that forbids it; `fairlead doctor` says what "
        + "is missing";

    /// <summary>The result of a call that must succeed.</summary>
    public static int Check(SysResult result, string command, string subject, string? advice = null)
    {
        if (result.Ok) return result.Int;
        throw new LinuxException($"bpf({command}, {subject})", result.Errno, advice ?? Advice(result.Errno));
    }

    /// <summary>What to do about an errno that does not depend on the command.</summary>
    public static string? Advice(Errno errno) => errno switch
    {
        Errno.EPERM => Privileges,
        Errno.ENOSYS => "the kernel is built without CONFIG_BPF_SYSCALL, or a container's filter hides bpf(2)",
        Errno.ENOMEM => "the kernel has no memory left for it: the memory limit of this cgroup is too small "
            + "(before Linux 5.11: RLIMIT_MEMLOCK, `ulimit -l unlimited`)",
        Errno.EMFILE => "too many open descriptors: `ulimit -n` says how many this process may have",
        _ => null,
    };

    /// <summary>What to do where a number of a program or a map cannot be opened.</summary>
    public static string? OpenAdvice(Errno errno) => errno switch
    {
        Errno.EPERM => "opening programs and maps by their number needs CAP_SYS_ADMIN of the host: run it as root",
        Errno.ENOENT => "it is gone",
        _ => null,
    };

    /// <summary>The kernel's description of what a descriptor stands for: BPF_OBJ_GET_INFO_BY_FD.</summary>
    public static SysResult Info(int descriptor, void* info, int length)
    {
        bpf_attr attr = default;
        attr.info = new bpf_attr_info { bpf_fd = descriptor, info_len = (uint)length, info = info };
        return Libc.bpf(BpfConstants.BPF_OBJ_GET_INFO_BY_FD, &attr);
    }

    /// <summary>Writes a name for bpftool(8), cut to what fits with the zero at its end.</summary>
    public static void WriteName(byte* to, string name)
    {
        for (int i = 0; i < name.Length && i < BpfConstants.BPF_OBJ_NAME_LEN - 1; i++) to[i] = (byte)name[i];
    }

    /// <summary>A name that the kernel gave.</summary>
    public static string ReadName(byte* from)
    {
        var name = new ReadOnlySpan<byte>(from, BpfConstants.BPF_OBJ_NAME_LEN);
        int end = name.IndexOf((byte)0);
        return System.Text.Encoding.ASCII.GetString(end < 0 ? name : name[..end]);
    }
}
