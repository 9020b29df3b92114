using Fairlead.Bpf.Extended;
using Fairlead.Engines.Hosting;
using Fairlead.Linux;

namespace Fairlead.Engines.Cgroup.Kernel;

/// <summary>Whether the kernel lets this process use the cgroup engine, found by asking it.</summary>
/// <remarks>
/// It stands on the way to every program's start, so one load of a tiny program must do where all is well: its kind needs
/// CONFIG_CGROUP_BPF, and the function that it calls is the newest one that the engine needs. Only after a failure is more
/// asked. Limits: whether a cgroup2 file system is mounted, and a cgroup may be made there, is found out elsewhere.
/// </remarks>
public static class CgroupProbe
{
    private const string Grant =
        "run as root; or grant it with setpriv(1): `--ambient-caps +bpf,+net_admin --inh-caps +bpf,+net_admin`; in a "
        + "systemd unit: `AmbientCapabilities=CAP_BPF CAP_NET_ADMIN`; in a container: `--cap-add BPF --cap-add NET_ADMIN`";

    /// <summary>Null where it may; else the reason, and what to do about it.</summary>
    public static string? WhyNot() => MissingCapabilities() is { } missing
        ? $"bpf(2) needs {missing}: {Grant}"
        : Load(returnsErrno: true) switch
        {
            Errno.None => null,
            Errno.EPERM or Errno.EACCES => WhyForbidden(),
            Errno.ENOSYS => $"bpf(2): ENOSYS: {BpfCall.Advice(Errno.ENOSYS)}",
            Errno.EINVAL => WhyUnknown(),
            var errno => $"bpf(BPF_PROG_LOAD): {errno}: the kernel does not load a program of two instructions; "
                + (BpfCall.Advice(errno) ?? "please report it"),
        };

    /// <summary>What bpf(2) asks for and this process lacks; null if nothing. CAP_SYS_ADMIN stands for both.</summary>
    private static string? MissingCapabilities()
    {
        if (Capabilities.Has(Capabilities.CAP_SYS_ADMIN)) return null;
        return (Capabilities.Has(Capabilities.CAP_BPF), Capabilities.Has(Capabilities.CAP_NET_ADMIN)) switch
        {
            (true, true) => null,
            (true, false) => "CAP_NET_ADMIN",
            (false, true) => "CAP_BPF",
            (false, false) => "CAP_BPF and CAP_NET_ADMIN",
        };
    }

    private static string WhyForbidden()
    {
        if (!OwnsHost())
        {
            return "bpf(2): EPERM: this process has its capabilities only in a user namespace, and bpf(2) asks for those of "
                + "the host: run it outside of the rootless container or `unshare --user`";
        }
        return ProcText.Decimal(ProcText.Field(ProcText.Read("/proc/self/status\0"u8), "Seccomp:"u8)) != 0
            ? "bpf(2): EPERM although the capabilities are there: a seccomp filter forbids it; systemd-nspawn allows it "
                + "with --system-call-filter=bpf, Docker with --cap-add BPF or a seccomp profile of your own, a unit with "
                + "SystemCallFilter=bpf"
            : "bpf(2): EPERM although the capabilities are there: a security module (SELinux, AppArmor, lockdown) forbids "
                + "it; the audit log names it";
    }

    // Without the newest function it loads: only that is missing. Else the kind of program is.
    private static string WhyUnknown() => Load(returnsErrno: false) == Errno.None
        ? $"Linux {KernelVersion.Current} has no bpf_set_retval, which gives refused calls their errno: it needs 5.18"
        : "bpf(2): EINVAL: the kernel is built without CONFIG_CGROUP_BPF, so that cgroups have no programs for sockets";

    // The first user namespace maps all numbers.
    private static bool OwnsHost() =>
        ProcText.Read("/proc/self/uid_map\0"u8).IndexOf("4294967295"u8) >= 0;

    private static Errno Load(bool returnsErrno)
    {
        var program = new Assembler();
        if (returnsErrno)
        {
            program.Mov(Register.R1, -(int)Errno.EPERM);
            program.Call(HelperFunction.SetRetval);
        }
        program.Exit(1);
        var loaded = LoadedProgram.TryLoad(Hook.Connect4, program.Assemble().Instructions, []);
        if (loaded.Ok) _ = Libc.close(loaded.Int);
        return loaded.Errno;
    }
}
