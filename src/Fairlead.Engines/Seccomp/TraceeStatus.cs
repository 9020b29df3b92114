using System.Text;
using Fairlead.Linux;

namespace Fairlead.Engines.Seccomp;

/// <summary>What /proc says of a thread: proc_pid_status(5).</summary>
internal static class TraceeStatus
{
    private const int CAP_NET_BIND_SERVICE = 10;

    /// <summary>The process of a thread; the thread's own number where /proc does not say.</summary>
    public static int ProcessOf(int tid) =>
        Status(tid, "Tgid:"u8) is { IsEmpty: false } text ? (int)ProcText.Decimal(text) : tid;

    /// <summary>Whether a thread may bind to the ports that are kept for the privileged.</summary>
    public static bool MayBindLowPorts(int tid) => (ProcText.Hex(Status(tid, "CapEff:"u8)) >> CAP_NET_BIND_SERVICE & 1) != 0;

    /// <summary>The command name of a thread's process; null where it has ended.</summary>
    public static string? CommandName(int tid)
    {
        var text = Read($"/proc/{ProcessOf(tid)}/comm");
        return text.IsEmpty ? null : Encoding.UTF8.GetString(text[..^1]);
    }

    /// <summary>Whether a descriptor of a thread is closed on exec: the flags of proc_pid_fdinfo(5), in octal.</summary>
    public static bool ClosesOnExec(int tid, int descriptor)
    {
        var flags = ProcText.Field(Read($"/proc/{tid}/fdinfo/{descriptor}"), "flags:"u8);
        return !flags.IsEmpty && (Convert.ToInt32(Encoding.ASCII.GetString(flags), 8) & FcntlConstants.O_CLOEXEC) != 0;
    }

    private static ReadOnlySpan<byte> Status(int tid, ReadOnlySpan<byte> name) =>
        ProcText.Field(Read($"/proc/{tid}/status"), name);

    private static ReadOnlySpan<byte> Read(string path) => ProcText.Read(Libc.CString(path));
}
