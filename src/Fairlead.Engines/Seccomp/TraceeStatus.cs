using System.Globalization;
using System.Text;
using Fairlead.Linux;

namespace Fairlead.Engines.Seccomp;

/// <summary>What /proc says of a thread: proc_pid_status(5).</summary>
internal static class TraceeStatus
{
    private const int CAP_NET_BIND_SERVICE = 10;

    /// <summary>A process can be in NGROUPS_MAX (65536) groups, all in one line.</summary>
    private const int LongestStatus = 1 << 20;

    /// <summary>The process of a thread; the thread's own number where /proc does not say.</summary>
    public static int ProcessOf(int tid) => Field(tid, "Tgid:"u8) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : tid;

    /// <summary>Whether a thread may bind to the ports that are kept for the privileged.</summary>
    public static bool MayBindLowPorts(int tid) => Field(tid, "CapEff:"u8) is { } text
        && (ulong.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture) >> CAP_NET_BIND_SERVICE & 1) != 0;

    /// <summary>The command name of a thread's process; null where it has ended.</summary>
    public static string? CommandName(int tid)
    {
        Span<byte> buffer = stackalloc byte[64];
        var text = ReadProc($"/proc/{ProcessOf(tid)}/comm", buffer);
        return text.IsEmpty ? null : Encoding.UTF8.GetString(text[..^1]);
    }

    /// <summary>Whether a descriptor of a thread is closed on exec: the flags of proc_pid_fdinfo(5), in octal.</summary>
    public static bool ClosesOnExec(int tid, int descriptor)
    {
        Span<byte> buffer = stackalloc byte[256];
        var text = Encoding.ASCII.GetString(ReadProc($"/proc/{tid}/fdinfo/{descriptor}", buffer));
        var at = text.IndexOf("flags:\t", StringComparison.Ordinal);
        return at >= 0 && (Convert.ToInt32(text[(at + 7)..text.IndexOf('\n', at)], 8) & FcntlConstants.O_CLOEXEC) != 0;
    }

    private static string? Field(int tid, ReadOnlySpan<byte> name)
    {
        Span<byte> usual = stackalloc byte[4096];
        return Line(ReadProc($"/proc/{tid}/status", usual), name)
            ?? Line(ReadProc($"/proc/{tid}/status", new byte[LongestStatus]), name);
    }

    private static string? Line(ReadOnlySpan<byte> text, ReadOnlySpan<byte> name)
    {
        var at = text.IndexOf(name);
        var rest = at < 0 ? [] : text[(at + name.Length)..];
        var end = rest.IndexOf((byte)'\n');
        return end < 0 ? null : Encoding.ASCII.GetString(rest[..end]).Trim();
    }

    private static ReadOnlySpan<byte> ReadProc(string path, Span<byte> buffer)
    {
        var file = Libc.open(Libc.CString(path), FcntlConstants.O_RDONLY | FcntlConstants.O_CLOEXEC);
        if (!file.Ok)
        {
            return [];
        }
        var count = Libc.read(file.Int, buffer);
        _ = Libc.close(file.Int);
        return count.Ok ? buffer[..count.Int] : [];
    }
}
