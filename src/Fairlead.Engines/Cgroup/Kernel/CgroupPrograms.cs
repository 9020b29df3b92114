using Fairlead.Linux;
using static Fairlead.Linux.BpfConstants;

namespace Fairlead.Engines.Cgroup.Kernel;

/// <summary>Attaches programs to cgroups: BPF_PROG_ATTACH of bpf(2).</summary>
/// <remarks>
/// <para>
/// A program that is attached so stays until it is detached or its cgroup goes, whatever becomes of the process. It is
/// always attached with BPF_F_ALLOW_MULTI, beside those that are there: all of them run, those of the innermost cgroup
/// first, each sees what the one before has changed, and one refusal is enough.
/// </para>
/// <para>
/// Limits: the kernel answers EPERM where this cgroup or one above it has a program that is not attached that way and
/// does not allow others. Where one above allows that it be overridden (BPF_F_ALLOW_OVERRIDE), ours runs in its place.
/// </para>
/// </remarks>
public static unsafe class CgroupPrograms
{
    // BPF_CGROUP_MAX_PROGS of the kernel.
    private const int MaximalCount = 64;

    /// <summary>Attaches a program.</summary>
    /// <param name="cgroup">A descriptor of the cgroup's directory.</param>
    /// <param name="hook">Where.</param>
    /// <param name="program">The descriptor of a program.</param>
    /// <param name="path">The cgroup's directory, for messages.</param>
    public static void Attach(int cgroup, Hook hook, int program, string path)
    {
        bpf_attr attr = default;
        attr.target_fd = cgroup;
        attr.attach_bpf_fd = program;
        attr.attach_type = hook.AttachType;
        attr.attach_flags = BPF_F_ALLOW_MULTI;
        var attached = Libc.bpf(BPF_PROG_ATTACH, &attr);
        if (!attached.Ok) throw Refusal(attached.Errno, "BPF_PROG_ATTACH", hook, path);
    }

    /// <summary>Detaches a program; false where it was not attached.</summary>
    public static bool Detach(int cgroup, Hook hook, int program, string path)
    {
        bpf_attr attr = default;
        attr.target_fd = cgroup;
        attr.attach_bpf_fd = program;
        attr.attach_type = hook.AttachType;
        var detached = Libc.bpf(BPF_PROG_DETACH, &attr);
        if (detached.Errno == Errno.ENOENT) return false;
        return detached.Ok ? true : throw Refusal(detached.Errno, "BPF_PROG_DETACH", hook, path);
    }

    /// <summary>The numbers of the programs of the cgroup itself, in the order in which they run.</summary>
    public static uint[] Query(int cgroup, Hook hook, string path)
    {
        uint* ids = stackalloc uint[MaximalCount];
        var answer = new bpf_attr_query { prog_ids = ids, prog_cnt = MaximalCount };
        var errno = Query(cgroup, hook, ref answer);
        if (errno != Errno.None) throw Refusal(errno, "BPF_PROG_QUERY", hook, path);
        return new ReadOnlySpan<uint>(ids, (int)answer.prog_cnt).ToArray();
    }

    private static Errno Query(int cgroup, Hook hook, ref bpf_attr_query answer)
    {
        bpf_attr attr = default;
        attr.query = answer with { target_fd = cgroup, attach_type = hook.AttachType };
        var queried = Libc.bpf(BPF_PROG_QUERY, &attr);
        answer = attr.query;
        return queried.Errno;
    }

    private static LinuxException Refusal(Errno errno, string command, Hook hook, string path) =>
        new($"bpf({command}, {hook.Name} of {path})", errno, errno switch
        {
            Errno.EPERM when command == "BPF_PROG_ATTACH" => WhyForbidden(hook, path),
            Errno.E2BIG => $"a cgroup takes {MaximalCount} programs for one hook",
            Errno.EBADF => "it is no directory of a cgroup2 file system",
            Errno.EINVAL => "the program is attached there already, CAP_NET_ADMIN is missing, or the kernel is too old",
            _ => BpfCall.Advice(errno),
        });

    private static string WhyForbidden(Hook hook, string path) => Exclusive(hook, path) is { } holder
        ? $"a program is attached to {hook.Name} of {holder} that allows no others beside it (without BPF_F_ALLOW_MULTI): "
            + $"`bpftool cgroup show {holder}` names it; detach it, or have it attached with \"multi\""
        : "it needs CAP_BPF and CAP_NET_ADMIN of the host; with them, a cgroup above that cannot be seen from here (in a "
            + "container) has a program that allows no others beside it";

    // As the kernel judges: the programs of the cgroup itself must be several, too; of those above, the nearest decides.
    private static string? Exclusive(Hook hook, string path)
    {
        uint fitting = BPF_F_ALLOW_MULTI;
        for (var at = path; at is not null; at = Path.GetDirectoryName(at))
        {
            var answer = new bpf_attr_query();
            if (QueryDirectory(at, hook, ref answer) != Errno.None) return null;
            if (answer.prog_cnt > 0) return (answer.attach_flags & fitting) == 0 ? at : null;
            fitting = BPF_F_ALLOW_MULTI | BPF_F_ALLOW_OVERRIDE;
        }
        return null;
    }

    private static Errno QueryDirectory(string path, Hook hook, ref bpf_attr_query answer)
    {
        const int flags = FcntlConstants.O_RDONLY | FcntlConstants.O_DIRECTORY | FcntlConstants.O_CLOEXEC;
        var opened = Libc.open(Libc.CString(path), flags);
        if (!opened.Ok) return opened.Errno;
        var errno = Query(opened.Int, hook, ref answer);
        _ = Libc.close(opened.Int);
        return errno;
    }
}
