using System.Runtime.InteropServices;

namespace Fairlead.Linux;

/// <content>memfd_create(2) of sys/mman.h, and lseek(2) to read it from its start.</content>
public static unsafe partial class Libc
{
    public static SysResult memfd_create(ReadOnlySpan<byte> name, uint flags)
    {
        fixed (byte* p = name)
        {
            return Result(memfd_create_(p, flags));
        }
    }

    public static SysResult lseek(int fd, long offset, int whence) => Result(lseek_(fd, offset, whence));

    [LibraryImport(Name, EntryPoint = "memfd_create", SetLastError = true)]
    private static partial int memfd_create_(byte* name, uint flags);

    [LibraryImport(Name, EntryPoint = "lseek", SetLastError = true)]
    private static partial long lseek_(int fd, long offset, int whence);
}
