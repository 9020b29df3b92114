using Fairlead.Engines.Launch;
using Fairlead.Linux;

namespace Fairlead.Engines.Hosting;

/// <summary>What a file to execute is, as far as engines care: elf(5), execve(2), ld.so(8).</summary>
/// <param name="File">The file that is executed in the end: the interpreter of a script; see <see cref="ByteText"/>.</param>
/// <param name="Kind">Words for people: "ELF x86-64, dynamic".</param>
/// <param name="IsSetuid">Whether it runs as another user or group than its caller.</param>
/// <param name="WhyNotPreloaded">Why a preloaded library cannot reach it; null: it does.</param>
/// <remarks>
/// Scripts are followed to what executes them. What that starts in turn is not known before it runs: each such program is
/// reached or not by what it is itself.
/// </remarks>
public sealed record ProgramFacts(string File, string Kind, bool IsSetuid, string? WhyNotPreloaded)
{
    private const int MostScripts = 8;
    private const string Unknown = "so that it is not known whether the library would be loaded";

    /// <summary>Looks at what is launched.</summary>
    public static ProgramFacts Inspect(Launch.Launch launch) => Inspect(launch.File, launch.Environment.Get("PATH"));

    /// <summary>Looks at a file.</summary>
    /// <param name="file">The file; see <see cref="ByteText"/>.</param>
    /// <param name="searchPath">The PATH of those that execute it; null: not set.</param>
    public static ProgramFacts Inspect(string file, string? searchPath) => Inspect(file, searchPath, MostScripts);

    private static ProgramFacts Inspect(string file, string? searchPath, int scripts)
    {
        var path = ByteText.CString(file);
        _ = Libc.statx(FcntlConstants.AT_FDCWD, path, 0, statx.STATX_MODE | statx.STATX_UID | statx.STATX_GID, out var found);
        var isSetuid = SecureExecution.IsSetuid(found) || SecureExecution.IsSetgid(found);
        var opened = Libc.open(path, FcntlConstants.O_RDONLY | FcntlConstants.O_CLOEXEC);
        if (opened.Errno is Errno.ENOENT or Errno.ENOTDIR)
        {
            // Nor will it be executed: execve(2) says why.
            return new ProgramFacts(file, "no such file", isSetuid, WhyNotPreloaded: null);
        }
        if (!opened.Ok)
        {
            return Refuse(file, "it cannot be read", isSetuid, $"it cannot be read ({opened.Errno}), {Unknown}");
        }
        try
        {
            return ElfFile.Read(opened.Int) is { } elf
                ? new ProgramFacts(file, Describe(elf), isSetuid, Name(file, WhyNot(elf) ?? WhyIgnored(path, found)))
                : Follow(file, opened.Int, searchPath, scripts);
        }
        finally
        {
            _ = Libc.close(opened.Int);
        }
    }

    private static ProgramFacts Follow(string file, int opened, string? searchPath, int scripts)
    {
        var start = new byte[ScriptLine.MostBytes];
        var count = Libc.pread(opened, start, 0);
        return ScriptLine.Read(start.AsSpan(0, count.Ok ? count.Int : 0), searchPath) switch
        {
            { ClearsEnvironment: true } =>
                Refuse(file, "script", isSetuid: false, "its first line clears the environment, and with it the library"),
            { File: var next } when scripts > 0 => Inspect(next, searchPath, scripts - 1),
            _ => Refuse(file, "not an ELF file", isSetuid: false, $"it is not an ELF file, {Unknown}"),
        };
    }

    private static ProgramFacts Refuse(string file, string kind, bool isSetuid, string reason) =>
        new(file, kind, isSetuid, Name(file, reason));

    private static string? Name(string file, string? reason) => reason is null ? null : $"{ByteText.ForPeople(file)}: {reason}";

    private static string Describe(ElfFile elf) =>
        $"ELF {elf.Machine}, {(elf.IsDynamic ? "dynamic" : "static")}{(elf.IsGo ? ", Go" : "")}";

    private static string? WhyNot(ElfFile elf) => elf switch
    {
        { IsNative: false } => $"it is for {elf.Machine}, and the library for {ElfFile.NativeMachine}",
        { IsGo: true } => "it is a Go program, which makes its system calls itself, past the C library",
        { IsDynamic: false } => "it is static: no loader runs that would load the library",
        _ => null,
    };

    private static string? WhyIgnored(ReadOnlySpan<byte> path, in statx file) => SecureExecution.Why(path, file) is { } reason
        ? $"{reason}: the loader ignores LD_PRELOAD then"
        : null;
}
