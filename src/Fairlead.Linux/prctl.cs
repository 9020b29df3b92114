using System.Runtime.InteropServices;

namespace Fairlead.Linux;

/// <summary>linux/prctl.h: prctl(2).</summary>
public static class PrctlConstants
{
    public const int PR_SET_PDEATHSIG = 1;
    public const int PR_SET_NAME = 15;
    public const int PR_SET_CHILD_SUBREAPER = 36;
    public const int PR_SET_NO_NEW_PRIVS = 38;
    public const int PR_GET_NO_NEW_PRIVS = 39;
}

/// <content>Calls of sys/prctl.h.</content>
public static unsafe partial class Libc
{
    public static SysResult prctl(int option, nint a, nint b = 0, nint c = 0, nint d = 0) => Result(prctl_(option, a, b, c, d));

    [LibraryImport(Name, EntryPoint = "prctl", SetLastError = true)]
    private static partial int prctl_(int option, nint a, nint b, nint c, nint d);
}
