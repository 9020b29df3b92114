namespace Fairlead.Linux.Tests.Abi;

/// <summary>One C file: the headers it includes, how it is compiled, and the types that it proves.</summary>
/// <remarks>Several, because some headers of Linux and of the C library cannot stand together.</remarks>
internal sealed record TranslationUnit(string Name, string Flags, string[] Headers, string[] Types)
{
    private static readonly TranslationUnit[] Special =
    [
        new("x86-64 system calls", "-m64", ["asm/unistd_64.h"], [nameof(SyscallNumbers)]),
        new("arm64 system calls", "-m64 -D__ARCH_WANT_NEW_STAT", ["asm-generic/unistd.h"], [nameof(SyscallNumbersArm64)]),
        new("i386 system calls", "-m32", ["asm/unistd_32.h"], [nameof(SyscallNumbersI386)]),
        new("socketcall", "-m64", ["linux/net.h"], [nameof(SocketCallNumbers)]),
        new("i386 structs", "-m32", ["stddef.h", "sys/socket.h"],
            ["compat_msghdr", "compat_mmsghdr", "compat_cmsghdr"]),
        new("ptrace", "-m64", ["stddef.h", "linux/ptrace.h"], ["PtraceConstants", "ptrace_syscall_info"]),
    ];

    /// <summary>Proves every type that no other unit proves.</summary>
    private static readonly TranslationUnit Rest = new("C library and kernel", "-m64",
        [
            "stddef.h", "dirent.h", "errno.h", "fcntl.h", "poll.h", "sched.h", "signal.h", "spawn.h", "unistd.h",
            "sys/epoll.h", "sys/eventfd.h", "sys/file.h", "sys/ioctl.h", "sys/mman.h", "sys/prctl.h", "sys/resource.h",
            "sys/socket.h", "sys/stat.h", "sys/statvfs.h", "sys/uio.h", "sys/un.h", "sys/vfs.h", "sys/wait.h",
            "net/if.h", "netinet/in.h", "netinet/tcp.h", "asm/unistd.h", "linux/audit.h", "linux/bpf.h", "linux/errqueue.h", "linux/filter.h",
            "linux/fib_rules.h", "linux/fuse.h", "linux/if_ether.h", "linux/if_packet.h", "linux/fuse.h", "linux/inet_diag.h", "linux/magic.h", "linux/mount.h", "linux/netlink.h", "linux/openat2.h", "linux/rtnetlink.h", "linux/seccomp.h",
            "linux/sock_diag.h", "linux/udp.h", "linux/virtio_net.h",
        ],
        [.. typeof(Libc).Assembly.GetExportedTypes().Select(t => t.Name).Except(Special.SelectMany(u => u.Types))]);

    public static IEnumerable<TranslationUnit> All => [.. Special, Rest];

    public string Source =>
        string.Join('\n', ["#define _GNU_SOURCE", .. Headers.Select(h => $"#include <{h}>"), .. Asserts, ""]);

    private IEnumerable<string> Asserts =>
        typeof(Libc).Assembly.GetExportedTypes().Where(t => Types.Contains(t.Name)).SelectMany(StaticAsserts.Of);
}
