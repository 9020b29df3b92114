using System.Runtime.InteropServices;

namespace Fairlead.Linux;

/// <content>Calls of sys/uio.h: process_vm_readv(2).</content>
public static unsafe partial class Libc
{
    /// <summary>Reads another process's memory, from one place to one place; gives the number of bytes read.</summary>
    public static SysResult process_vm_readv(int pid, void* to, ulong from, nuint count)
    {
        iovec here = new() { iov_base = to, iov_len = count };
        iovec there = new() { iov_base = (void*)from, iov_len = count };
        return Result(process_vm_readv_(pid, &here, 1, &there, 1, 0));
    }

    /// <summary>Writes another process's memory, from one place to one place; gives the number of bytes written.</summary>
    public static SysResult process_vm_writev(int pid, ulong to, void* from, nuint count)
    {
        iovec here = new() { iov_base = from, iov_len = count };
        iovec there = new() { iov_base = (void*)to, iov_len = count };
        return Result(process_vm_writev_(pid, &here, 1, &there, 1, 0));
    }

    [LibraryImport(Name, EntryPoint = "process_vm_readv", SetLastError = true)]
    private static partial nint process_vm_readv_(
        int pid, iovec* here, nuint hereCount, iovec* there, nuint thereCount, nuint flags);

    [LibraryImport(Name, EntryPoint = "process_vm_writev", SetLastError = true)]
    private static partial nint process_vm_writev_(
        int pid, iovec* here, nuint hereCount, iovec* there, nuint thereCount, nuint flags);
}
