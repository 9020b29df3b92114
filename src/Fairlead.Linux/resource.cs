using System.Runtime.InteropServices;

namespace Fairlead.Linux;

/// <summary>struct rlimit of sys/resource.h: getrlimit(2).</summary>
[StructLayout(LayoutKind.Sequential)]
public struct rlimit
{
    public const int RLIMIT_CORE = 4;
    public const int RLIMIT_NOFILE = 7;

    public ulong rlim_cur;
    public ulong rlim_max;
}

/// <content>Calls of sys/resource.h.</content>
public static unsafe partial class Libc
{
    public static Errno getrlimit(int resource, rlimit* limit) => Error(getrlimit_(resource, limit));

    public static Errno setrlimit(int resource, rlimit* limit) => Error(setrlimit_(resource, limit));

    [LibraryImport(Name, EntryPoint = "getrlimit", SetLastError = true)]
    private static partial int getrlimit_(int resource, rlimit* limit);

    [LibraryImport(Name, EntryPoint = "setrlimit", SetLastError = true)]
    private static partial int setrlimit_(int resource, rlimit* limit);
}
