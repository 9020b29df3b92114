using System.Globalization;
using Fairlead.Linux;

namespace Fairlead.Mirror.Agent.Context;

/// <summary>Which process has the context that a session asks for: the target's, or the first of the container that the agent is in.</summary>
/// <remarks>
/// <para>Who runs <c>kubectl exec</c> gives the agent no process: it stands among those of a container, and the oldest that
/// sees the same files is the container's own program. It is not process 1 where a pod shares its processes.</para>
/// <para>Limits. On a host, the oldest process is no target; a network namespace has no process of its own.</para>
/// </remarks>
internal static class TargetProcess
{
    /// <summary>The kernel's number of the first namespace of processes: PROC_PID_INIT_INO of linux/proc_ns.h.</summary>
    private const string FirstSpace = "pid:[4026531836]";

    /// <summary>The process; 0: there is none.</summary>
    public static int Of(AgentTarget target)
    {
        if (target.Pid != 0 || target.Netns is not null || Link("self/ns/pid") is null or FirstSpace)
        {
            return target.Pid;
        }
        var files = Link("self/ns/mnt");
        foreach (var pid in Pids())
        {
            if (pid == Libc.getpid() || pid == Libc.getppid())
            {
                return 0;
            }
            if (files is not null && Link($"{pid}/ns/mnt") == files)
            {
                return pid;
            }
        }
        return 0;
    }

    private static List<int> Pids()
    {
        var pids = new List<int>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var pid))
            {
                pids.Add(pid);
            }
        }
        pids.Sort();
        return pids;
    }

    private static string? Link(string name)
    {
        Span<byte> room = stackalloc byte[64];
        var read = Libc.readlink(Libc.CString($"/proc/{name}"), room);
        return read.Ok ? System.Text.Encoding.ASCII.GetString(room[..read.Int]) : null;
    }
}
