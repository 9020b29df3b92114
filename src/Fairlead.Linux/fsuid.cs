using System.Runtime.InteropServices;

namespace Fairlead.Linux;

/// <content>Calls of sys/fsuid.h, and setgroups(2): whose rights the calling thread has to files, and no other thread.</content>
public static unsafe partial class Libc
{
    /// <summary>Gives the user before. Whether it was changed is known by asking for another one, such as -1.</summary>
    public static int setfsuid(uint user) => setfsuid_(user);

    public static int setfsgid(uint group) => setfsgid_(group);

    /// <summary>The supplementary groups of this thread alone: the C library's function changes those of all.</summary>
    public static Errno setgroups_of_thread(ReadOnlySpan<uint> groups)
    {
        fixed (uint* p = groups)
        {
            return Error(syscall_(SyscallNumbers.SYS_setgroups, groups.Length, (nint)p, 0, 0, 0, 0));
        }
    }

    [LibraryImport(Name, EntryPoint = "setfsuid")]
    private static partial int setfsuid_(uint user);

    [LibraryImport(Name, EntryPoint = "setfsgid")]
    private static partial int setfsgid_(uint group);
}
