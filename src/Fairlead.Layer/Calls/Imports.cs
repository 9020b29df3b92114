using System.Runtime;
using System.Runtime.CompilerServices;

namespace Fairlead.Layer.Calls;

/// <summary>All that this library takes from libc by name; the build fails where it needs more (imports.txt).</summary>
internal static unsafe class Imports
{
    /// <summary>dlsym(3)</summary>
    [RuntimeImport("*", "dlsym")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void* dlsym(void* handle, byte* symbol);

    /// <summary>getenv(3): asked before main only, as other threads may call setenv(3) later.</summary>
    [RuntimeImport("*", "getenv")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern byte* getenv(byte* name);

    /// <summary>getauxval(3)</summary>
    [RuntimeImport("*", "getauxval")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern nuint getauxval(nuint type);

    /// <summary>abort(3)</summary>
    [RuntimeImport("*", "abort")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void abort();

    /// <summary>errno(3)</summary>
    [RuntimeImport("*", "__errno_location")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern int* errno_location();

    /// <summary>_exit(2)</summary>
    [RuntimeImport("*", "_exit")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void _exit(int status);

    /// <summary>inet_ntop(3)</summary>
    [RuntimeImport("*", "inet_ntop")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern byte* inet_ntop(int family, void* address, byte* text, uint room);

    /// <summary>inet_pton(3)</summary>
    [RuntimeImport("*", "inet_pton")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern int inet_pton(int family, byte* text, void* address);
}
