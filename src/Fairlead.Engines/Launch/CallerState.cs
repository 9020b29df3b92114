using System.Globalization;
using Fairlead.Linux;

namespace Fairlead.Engines.Launch;

/// <summary>What the program must inherit from Fairlead's caller, though the .NET runtime has changed it in between.</summary>
/// <param name="Blocked">The blocked signals; bit 0 is signal 1.</param>
/// <param name="Ignored">The ignored signals.</param>
/// <param name="OpenFiles">The soft limit of open files; 0: not known, left as it is.</param>
/// <remarks>
/// The runtime ignores SIGPIPE, handles SIGTERM whatever it was, and raises RLIMIT_NOFILE to its hard limit; what was
/// there before cannot be found out from inside. So the `fairlead` script, which runs before the runtime, writes it down in
/// FAIRLEAD_CALLER ("sigblk=HEX sigign=HEX nofile=N", the forms of proc_pid_status(5) and ulimit -Sn). Where no script
/// ran, the rest is asked of /proc, and the limit is taken from the parent process.
/// </remarks>
public sealed record CallerState(ulong Blocked, ulong Ignored, ulong OpenFiles)
{
    /// <summary>The variable that the `fairlead` script sets; the program never sees it.</summary>
    public const string Variable = "FAIRLEAD_CALLER";

    /// <summary>Finds out what the caller had.</summary>
    public static CallerState Read(string? variable) => variable is null ? FromProc() : Parse(variable) ?? FromProc();

    private static CallerState? Parse(string text)
    {
        ulong blocked = 0, ignored = 0, files = 0;
        foreach (var field in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var value = field[(field.IndexOf('=') + 1)..];
            var ok = field switch
            {
                _ when field.StartsWith("sigblk=", StringComparison.Ordinal) => TryHex(value, out blocked),
                _ when field.StartsWith("sigign=", StringComparison.Ordinal) => TryHex(value, out ignored),
                "nofile=unlimited" => (files = ulong.MaxValue) != 0,
                _ => ulong.TryParse(value, CultureInfo.InvariantCulture, out files),
            };
            if (!ok)
            {
                return null;
            }
        }
        return new CallerState(blocked, ignored, files);
    }

    private static CallerState FromProc()
    {
        var status = ProcText.Read("/proc/self/status\0"u8);
        var blocked = ProcText.Hex(ProcText.Field(status, "SigBlk:"u8));
        var ignored = ProcText.Hex(ProcText.Field(status, "SigIgn:"u8));
        return new CallerState(blocked, ignored & ~(1ul << (SignalConstants.SIGPIPE - 1)), ParentOpenFiles());
    }

    // None where the parent is another user's process: its limits are its own.
    private static ulong ParentOpenFiles() => ProcText.Decimal(
        ProcText.Field(ProcText.Read(Libc.CString($"/proc/{Libc.getppid()}/limits")), "Max open files"u8));

    private static bool TryHex(string text, out ulong value) =>
        ulong.TryParse(text.AsSpan().Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out value);
}
