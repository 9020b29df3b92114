using System.Runtime.InteropServices;

namespace Fairlead.Linux;

/// <summary>sys/mman.h: mmap(2).</summary>
public static class MmanConstants
{
    public const int PROT_READ = 1;
    public const int PROT_WRITE = 2;
    public const int PROT_EXEC = 4;
    public const int MAP_SHARED = 1;
    public const int MAP_PRIVATE = 2;
    public const int MAP_ANONYMOUS = 0x20;
    public const int MFD_CLOEXEC = 1;
}

/// <content>Calls of sys/mman.h.</content>
public static unsafe partial class Libc
{
    public static Errno mmap(nuint length, int protection, int flags, out byte* address)
    {
        address = mmap_(null, length, protection, flags, -1, 0);
        return address == (byte*)-1 ? (Errno)Marshal.GetLastPInvokeError() : Errno.None;
    }

    /// <summary>Maps a part of what a descriptor stands for.</summary>
    public static Errno mmap(nuint length, int protection, int flags, int fd, nint offset, out byte* address)
    {
        address = mmap_(null, length, protection, flags, fd, offset);
        return address == (byte*)-1 ? (Errno)Marshal.GetLastPInvokeError() : Errno.None;
    }

    public static Errno munmap(void* address, nuint length) => Error(munmap_(address, length));

    public static Errno mprotect(void* address, nuint length, int protection) => Error(mprotect_(address, length, protection));

    [LibraryImport(Name, EntryPoint = "mmap", SetLastError = true)]
    private static partial byte* mmap_(void* hint, nuint length, int protection, int flags, int fd, nint offset);

    [LibraryImport(Name, EntryPoint = "munmap", SetLastError = true)]
    private static partial int munmap_(void* address, nuint length);

    [LibraryImport(Name, EntryPoint = "mprotect", SetLastError = true)]
    private static partial int mprotect_(void* address, nuint length, int protection);
}
