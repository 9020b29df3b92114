using Fairlead.Engines.Cgroup.Kernel;
using Fairlead.Engines.Cgroup.Tree;
using Fairlead.Engines.Preload;
using Fairlead.Linux;
using Fairlead.Rules.Planning;

namespace Fairlead.Engines.Hosting;

/// <summary>Finds out what this host allows, engine by engine, by asking the kernel rather than by its version.</summary>
public static unsafe class HostProbe
{
    /// <summary>What this host allows.</summary>
    /// <param name="program">The program that is to run; null: none is known.</param>
    public static Features Probe(ProgramFacts? program = null) => new([Cgroup(), Seccomp(), Preload(program)]);

    /// <summary>kernel.yama.ptrace_scope; 0 where the kernel has no Yama.</summary>
    public static int PtraceScope() => (int)ProcText.Decimal(ProcText.Read("/proc/sys/kernel/yama/ptrace_scope\0"u8));

    private static EngineSupport Cgroup() => (CgroupTree.AtStart.WhyNot() ?? CgroupProbe.WhyNot()) is { } reason
        ? new EngineSupport(EngineKind.Cgroup, false, reason)
        : new EngineSupport(
            EngineKind.Cgroup, true, "cgroup2 can be written, and the kernel takes BPF programs from this process",
            Capabilities.Has(Capabilities.CAP_PERFMON) || Capabilities.Has(Capabilities.CAP_SYS_ADMIN)
                ? null
                : "for `program NAME` the kernel demands CAP_PERFMON beside CAP_BPF and CAP_NET_ADMIN");

    private static EngineSupport Preload(ProgramFacts? program) => (PreloadLibrary.WhyNot() ?? program?.WhyNotPreloaded) is { } reason
        ? new EngineSupport(EngineKind.Preload, false, reason)
        : new EngineSupport(EngineKind.Preload, true, $"{PreloadLibrary.File} can be loaded into programs");

    private static EngineSupport Seccomp() => WhyNoSeccomp() is { } reason
        ? new EngineSupport(EngineKind.Seccomp, false, reason)
        : new EngineSupport(EngineKind.Seccomp, true, "the kernel has user notification, and this process may copy descriptors");

    private static string? WhyNoSeccomp()
    {
        var action = SeccompConstants.SECCOMP_RET_USER_NOTIF;
        var available = Libc.seccomp(SeccompConstants.SECCOMP_GET_ACTION_AVAIL, 0, &action);
        if (!available.Ok)
        {
            return $"seccomp user notification: {available.Errno}: it needs Linux 5.9 or newer with CONFIG_SECCOMP_FILTER, "
                + "and a container that allows seccomp(2)";
        }
        if (KernelVersion.Current < new Version(5, 9))
        {
            return $"Linux {KernelVersion.Current} cannot put descriptors into programs: it needs 5.9 or newer";
        }
        if (DescriptorCopies() is { } errno && errno != Errno.None)
        {
            return $"pidfd_getfd: {errno}: it needs Linux 5.6 or newer; Docker's default profile allows it with "
                + "--cap-add SYS_PTRACE, systemd-nspawn with --system-call-filter=pidfd_getfd";
        }
        return PtraceScope() switch
        {
            3 => "kernel.yama.ptrace_scope is 3: no process may look into another until the next boot",
            2 when !Capabilities.Has(Capabilities.CAP_SYS_PTRACE) =>
                "kernel.yama.ptrace_scope is 2: run as root or with CAP_SYS_PTRACE, or set it to 1 with sysctl",
            _ => null,
        };
    }

    private static Errno? DescriptorCopies()
    {
        var self = Libc.pidfd_open(Libc.getpid(), 0);
        if (!self.Ok)
        {
            return self.Errno;
        }
        var copy = Libc.pidfd_getfd(self.Int, self.Int);
        _ = Libc.close(self.Int);
        _ = copy.Ok ? Libc.close(copy.Int) : Errno.None;
        return copy.Errno;
    }
}
