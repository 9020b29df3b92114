using System.Runtime.InteropServices;

namespace Fairlead.Linux;

/// <summary>sys/wait.h: waitpid(2), and what its status says.</summary>
public static class WaitStatus
{
    public const int WNOHANG = 1;
    public const int WUNTRACED = 2;
    public const int WCONTINUED = 8;
    public const int __WNOTHREAD = 0x20000000;
    public const int __WALL = 0x40000000;

    public static bool WIFEXITED(int status) => (status & 0x7f) == 0;

    public static int WEXITSTATUS(int status) => (status >> 8) & 0xff;

    public static bool WIFSIGNALED(int status) => (status & 0x7f) is not 0 and not 0x7f;

    public static int WTERMSIG(int status) => status & 0x7f;

    public static bool WIFSTOPPED(int status) => (status & 0xff) == 0x7f;

    public static int WSTOPSIG(int status) => (status >> 8) & 0xff;
}

/// <content>Calls of sys/wait.h.</content>
public static unsafe partial class Libc
{
    public static SysResult waitpid(int pid, out int status, int options)
    {
        int got = 0;
        var result = Result(waitpid_(pid, &got, options));
        status = got;
        return result;
    }

    [LibraryImport(Name, EntryPoint = "waitpid", SetLastError = true)]
    private static partial int waitpid_(int pid, int* status, int options);
}
