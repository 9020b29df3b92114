using System.Reflection;

namespace Fairlead.Linux.Tests.Abi;

/// <summary>The few names that are not in C what they are in Fairlead.Linux.</summary>
internal static class CNames
{
    /// <summary>Fields of our own.</summary>
    public static readonly HashSet<string> NotC =
    [
        "sockaddr_storage.v4",
        "sockaddr_storage.v6",
        "sigset_t.bits",
        // The signals that exist; the other bits of C's wider set stay zero.
        "sigaction_t.sa_mask",
    ];

    private static readonly Dictionary<string, string> Structs = new()
    {
        ["sigaction_t"] = "struct sigaction",
        ["siginfo_t"] = "siginfo_t",
        ["sigset_t"] = "sigset_t",
        ["posix_spawn_file_actions_t"] = "posix_spawn_file_actions_t",
        ["posix_spawnattr_t"] = "posix_spawnattr_t",
        ["bpf_attr"] = "union bpf_attr",
        ["bpf_attr_batch"] = BpfAttr("batch"),
        ["bpf_attr_info"] = BpfAttr("info"),
        ["bpf_attr_query"] = BpfAttr("query"),
        ["bpf_attr_test"] = BpfAttr("test"),
        ["bpf_attr_prog_bind_map"] = BpfAttr("prog_bind_map"),
    };

    private static readonly Dictionary<string, string> Fields = new()
    {
        ["bpf_attr.link_create_prog_fd"] = "link_create.prog_fd",
        ["bpf_attr.link_create_target_fd"] = "link_create.target_fd",
        ["bpf_attr.link_create_attach_type"] = "link_create.attach_type",
        ["ptrace_syscall_info.nr"] = "seccomp.nr",
        ["ptrace_syscall_info.args"] = "seccomp.args",
        ["ptrace_syscall_info.rval"] = "exit.rval",
        ["ptrace_syscall_info.is_error"] = "exit.is_error",
    };

    private static readonly Dictionary<string, string> Constants = new()
    {
        ["NSIG"] = "_NSIG - 1",
        ["SYS_bpf"] = "__NR_bpf",
        // In C a call; the C library keeps two signals of the kernel's.
        ["SIGRTMIN"] = "__SIGRTMIN + 2",
        // Newer than the headers of some distributions; linux/pidfd.h gives both the same value.
        ["PIDFD_THREAD"] = "O_EXCL",
        // linux/virtio_net.h has it since Linux 6.2.
        ["VIRTIO_NET_HDR_GSO_UDP_L4"] = "5",
        // As linux/seccomp.h has them since Linux 6.6.
        ["SECCOMP_IOCTL_NOTIF_SET_FLAGS"] = "SECCOMP_IOW(4, __u64)",
        ["SECCOMP_USER_NOTIF_FD_SYNC_WAKE_UP"] = "1UL << 0",
    };

    // Structs of i386 programs have the names of the kernel's net/compat.h, which has no C header.
    public static string Struct(Type type) =>
        Structs.GetValueOrDefault(type.Name, $"struct {type.Name.Replace("compat_", "", StringComparison.Ordinal)}");

    public static string Field(FieldInfo field) =>
        Fields.GetValueOrDefault($"{field.DeclaringType!.Name}.{field.Name}", field.Name);

    public static string Constant(FieldInfo field) =>
        field.DeclaringType!.Name.StartsWith("SyscallNumbers", StringComparison.Ordinal)
            ? field.Name.Replace("SYS_", "__NR_", StringComparison.Ordinal)
            : Constants.GetValueOrDefault(field.Name, field.Name);

    // Members of the union whose structs have no name.
    private static string BpfAttr(string member) => $"__typeof__(((union bpf_attr *)0)->{member})";
}
