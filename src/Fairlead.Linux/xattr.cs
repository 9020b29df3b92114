using System.Runtime.InteropServices;

namespace Fairlead.Linux;

/// <content>Calls of sys/xattr.h.</content>
public static unsafe partial class Libc
{
    /// <param name="path">A path that ends in a zero byte (a u8 literal does).</param>
    /// <param name="name">The attribute's name, which ends in a zero byte, too.</param>
    /// <param name="value">Where its bytes go; the result is their number.</param>
    public static SysResult getxattr(ReadOnlySpan<byte> path, ReadOnlySpan<byte> name, Span<byte> value)
    {
        fixed (byte* p = path)
        fixed (byte* n = name)
        fixed (byte* v = value)
        {
            return Result(getxattr_(p, n, v, (nuint)value.Length));
        }
    }

    [LibraryImport(Name, EntryPoint = "getxattr", SetLastError = true)]
    private static partial nint getxattr_(byte* path, byte* name, void* value, nuint size);
}
