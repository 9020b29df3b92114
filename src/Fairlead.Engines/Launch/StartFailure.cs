using Fairlead.Engines.Logging;
using Fairlead.Linux;

namespace Fairlead.Engines.Launch;

/// <summary>Why a program did not start, in words, and the exit status for it.</summary>
public static class StartFailure
{
    /// <summary>execve(2) failed.</summary>
    public static int Report(Log log, string program, Errno errno)
    {
        var name = ByteText.ForPeople(program);
        log.Error(errno switch
        {
            Errno.ENOENT => $"cannot run {name}: its interpreter (the #! line, or the dynamic linker) is missing",
            Errno.ENOEXEC => $"cannot run {name}: not a program and no script with a #! line",
            Errno.EACCES => $"cannot run {name}: not executable (permission, a noexec mount, or a directory)",
            Errno.E2BIG => $"cannot run {name}: arguments and environment are too long",
            _ => $"cannot run {name}: execve: {errno}",
        });
        return errno == Errno.ENOENT ? ExitStatus.NotFound : ExitStatus.NotExecutable;
    }

    /// <summary>No file was found to execute.</summary>
    public static int Report(Log log, string program, int status)
    {
        var name = ByteText.ForPeople(program);
        log.Error(status == ExitStatus.NotFound
            ? $"cannot run {name}: no such program{(name.Contains('/') ? "" : " in PATH")}"
            : $"cannot run {name}: it is not executable");
        return status;
    }
}
