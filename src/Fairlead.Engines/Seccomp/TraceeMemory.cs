using Fairlead.Linux;

namespace Fairlead.Engines.Seccomp;

/// <summary>The memory of a program whose call is stopped.</summary>
/// <remarks>
/// EFAULT is what the kernel would have given the program, too. Any other error means that this supervisor may not look
/// (process_vm_readv(2): PTRACE_MODE_ATTACH), and the call must fail: it is never passed unseen.
/// </remarks>
internal static unsafe class TraceeMemory
{
    /// <summary>Reads all the bytes, or none.</summary>
    public static Errno Read(int tid, void* to, ulong from, nuint count)
    {
        var result = Libc.process_vm_readv(tid, to, from, count);
        return Complete(result, count);
    }

    /// <summary>Reads all the bytes, or none; where there are none to read, the address does not matter.</summary>
    public static Errno ReadAny(int tid, void* to, ulong from, nuint count) =>
        count == 0 ? Errno.None : Read(tid, to, from, count);

    /// <summary>Writes all the bytes. Only for addresses and lengths that the call itself returns.</summary>
    public static Errno Write(int tid, ulong to, void* from, nuint count) =>
        Complete(Libc.process_vm_writev(tid, to, from, count), count);

    private static Errno Complete(SysResult result, nuint count) =>
        !result.Ok ? result.Errno : (nuint)result.Value == count ? Errno.None : Errno.EFAULT;
}
