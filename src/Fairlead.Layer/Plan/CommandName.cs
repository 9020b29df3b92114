using Fairlead.Layer.Calls;
using static Fairlead.Linux.FcntlConstants;

namespace Fairlead.Layer.Plan;

/// <summary>The command name of this process (comm), by which `program NAME` limits rules: proc_pid_comm(5).</summary>
internal static unsafe class CommandName
{
    /// <summary>TASK_COMM_LEN, with the line end of the file.</summary>
    private const int Most = 17;

    /// <summary>Whether this process has the name, or a name that begins so. A program may change its name at any time.</summary>
    public static bool Matches(BlobRule* rule)
    {
        var name = stackalloc byte[Most];
        var length = Read(name) - 1;
        var wanted = InForce.At(rule->Program);
        if (length < rule->Program.Count || (length > rule->Program.Count && !rule->IsProgramPrefix))
            return false;
        for (var i = 0; i < rule->Program.Count; i++)
        {
            if (name[i] != wanted[i])
                return false;
        }
        return true;
    }

    private static int Read(byte* name)
    {
        var fd = OwnFile.Open(Bytes.At("/proc/self/comm"u8), O_RDONLY | O_CLOEXEC);
        if (fd < 0)
            return 0;
        var length = OwnFile.Read(fd, name, Most);
        OwnFile.Close(fd);
        return length;
    }
}
