using Fairlead.Engines.Hosting;
using Fairlead.Linux;
using Fairlead.Rules.Planning;
using Fairlead.Rules.Resolution;
using static Fairlead.Linux.SeccompConstants;

namespace Fairlead.Engines.Seccomp;

/// <summary>What the seccomp engine needs of this host, and how it fits itself to it.</summary>
public static class SeccompHost
{
    private static readonly Version s_killableWait = new(5, 19);
    private static readonly Version s_exactKillableWait = new(6, 18);

    /// <summary>
    /// Whether the filter needs no_new_privs: seccomp(2) asks for that or for CAP_SYS_ADMIN. With the capability,
    /// setuid programs keep their privilege under rules.
    /// </summary>
    public static bool NeedsNoNewPrivs => !Capabilities.Has(Capabilities.CAP_SYS_ADMIN);

    /// <summary>The flags of the filter.</summary>
    /// <remarks>
    /// SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV (Linux 5.19) keeps signals from interrupting a call that is taken, so that
    /// nothing is done twice. But an accept(2) that waits must be open to signals, and so must a connect(2) that waits for a
    /// target: rules that stop such calls go without.
    /// </remarks>
    public static uint FilterFlags(ResolvedRule[] rules) => SECCOMP_FILTER_FLAG_NEW_LISTENER
        | (HasLongWaits(rules) || KernelVersion.Current < s_killableWait ? 0 : SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV);

    /// <summary>
    /// Whether a signal can make the kernel repeat a call that was carried out: without the flag above, and by a race
    /// between answer and wait before Linux 6.18.
    /// </summary>
    public static bool RepeatsCalls(ResolvedRule[] rules) =>
        HasLongWaits(rules) || KernelVersion.Current < s_exactKillableWait;

    /// <summary>Fetches the listener from the process that installed the filter, and makes it wake in step.</summary>
    /// <remarks>
    /// Program and supervisor take turns, so each is woken on the processor of the other (Linux 6.6): where the other
    /// processors are idle, this saves the time that they take to wake up, most of a stopped call. A hint: a kernel that
    /// does not know it does without.
    /// </remarks>
    public static int FetchListener(int pid, int number)
    {
        const string advice = "the supervisor may not look into the program; `fairlead doctor` says why";
        var pidfd = LinuxException.Check(Libc.pidfd_open(pid, 0), "pidfd_open", advice);
        var listener = LinuxException.Check(Libc.pidfd_getfd(pidfd, number), "pidfd_getfd", advice);
        _ = Libc.close(pidfd);
        _ = Libc.seccomp_notif_set_flags(listener, SECCOMP_USER_NOTIF_FD_SYNC_WAKE_UP);
        return listener;
    }

    private static bool HasLongWaits(ResolvedRule[] rules) =>
        TrapSelection.For(rules).HasFlag(Traps.Accept) || Array.Exists(rules, r => r.IsOutgoing);
}
