using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Fairlead.Layer.Calls;
using static Fairlead.Linux.FcntlConstants;

namespace Fairlead.Layer.Plan;

/// <summary>The command name of this process (comm), by which `program NAME` limits rules: proc_pid_comm(5).</summary>
internal static unsafe class CommandName
{
    /// <summary>TASK_COMM_LEN, with the line end of the file.</summary>
    private const int Most = 17;

    // What the last reading found: a program that is at its limit of descriptors is still under its rules.
    private static Name s_last;

    /// <summary>Where that stands: before main, the name of the thread is put there.</summary>
    public static byte* Last => (byte*)Unsafe.AsPointer(ref s_last);

    /// <summary>Whether this process has the name, or a name that begins so. A program may change its name at any time.</summary>
    public static bool Matches(BlobRule* rule)
    {
        var name = stackalloc byte[Most];
        var length = Read(name);
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
        if (fd >= 0 && OwnFile.Read(fd, name, Most) > 0)
            Bytes.Copy(Last, name, Most);
        else
            Bytes.Copy(name, Last, Most);
        OwnFile.Close(fd);
        var length = 0;
        while (length < Most && name[length] is not ((byte)'\n' or 0))
            length++;
        return length;
    }

    [StructLayout(LayoutKind.Sequential, Size = 24)]
    private struct Name;
}
