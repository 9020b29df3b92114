using System.Globalization;
using Fairlead.Linux;
using Fairlead.Mirror.Frames;

namespace Fairlead.Mirror.Agent;

/// <summary>Beside what the agent runs: a process's network namespace, a named one, or its own.</summary>
/// <param name="Pid">The process; 0: none.</param>
/// <param name="Netns">The file of the network namespace, where that is the whole target.</param>
internal sealed record AgentTarget(int Pid, string? Netns = null)
{
    // Of this agent alone, and easily known from those that others make.
    private const uint FirstTable = 0x46_00_00_00;

    /// <summary>The routing table of this agent's own.</summary>
    public uint Table { get; } = FirstTable + (uint)Random.Shared.Next(1 << 24);

    /// <summary>Enters the target's network namespace, for this thread and those that it starts.</summary>
    /// <param name="space">The namespace's file.</param>
    /// <exception cref="LinuxException">There is none, or this process may not.</exception>
    public static void Enter(string space)
    {
        var opened = Libc.open(Libc.CString(space), FcntlConstants.O_RDONLY | FcntlConstants.O_CLOEXEC);
        if (!opened.Ok)
        {
            throw new LinuxException($"open of {space}", opened.Errno, opened.Errno switch
            {
                Errno.ENOENT => "there is no such process, or no such namespace",
                Errno.EACCES or Errno.EPERM => "it is another user's: CAP_SYS_PTRACE is needed (run as root)",
                _ => null,
            });
        }
        // To enter the one where it is already takes a capability, too.
        var errno = IsOurs(space) ? Errno.None : Libc.setns(opened.Int, SchedConstants.CLONE_NEWNET);
        _ = Libc.close(opened.Int);
        if (errno != Errno.None)
        {
            throw new LinuxException($"setns to {space}", errno, "CAP_SYS_ADMIN is needed to enter it (run as root)");
        }
    }

    /// <summary>What the feeder is told.</summary>
    public WelcomeMessage Welcome() => new(
        HelloMessage.Current, typeof(AgentTarget).Assembly.GetName().Version!.ToString(3), Pid, Capabilities(),
        File.ReadAllText("/proc/sys/kernel/osrelease").Trim());

    // The links of /proc name a namespace by its number; a file of ip-netns(8) is no link.
    private static bool IsOurs(string space) =>
        new FileInfo(space).LinkTarget is { } name && name == new FileInfo("/proc/thread-self/ns/net").LinkTarget;

    private static ulong Capabilities()
    {
        const string name = "CapEff:";
        var line = Array.Find(File.ReadAllLines("/proc/self/status"), l => l.StartsWith(name, StringComparison.Ordinal))!;
        return ulong.Parse(line.AsSpan(name.Length).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
    }
}
