using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

[assembly: DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]

namespace Fairlead.Linux;

/// <summary>The C library's calls, in files named after the headers that declare them, under the names that C uses.</summary>
/// <remarks>
/// A call gives its <see cref="Errno"/>, or a <see cref="SysResult"/> where it also gives a value. Nothing here throws,
/// allocates or retries: EINTR is the caller's to judge.
/// </remarks>
public static unsafe partial class Libc
{
    internal const string Name = "libc.so.6";

    private static Errno Error(long result) =>
        result >= 0 ? Errno.None : (Errno)Marshal.GetLastPInvokeError();

    private static SysResult Result(long result) =>
        result >= 0 ? new SysResult(result, Errno.None) : new SysResult(-1, (Errno)Marshal.GetLastPInvokeError());

    /// <summary>The size of a struct in bytes, as sizeof in C.</summary>
    public static uint SizeOf<T>()
        where T : unmanaged => (uint)Unsafe.SizeOf<T>();
}
