using System.Runtime.InteropServices;

namespace Fairlead.Linux;

/// <content>getrandom(2) of sys/random.h. The framework's own generator wants OpenSSL, which not every place has.</content>
public static unsafe partial class Libc
{
    public static SysResult getrandom(Span<byte> bytes, uint flags)
    {
        fixed (byte* p = bytes)
        {
            return Result(getrandom_(p, (nuint)bytes.Length, flags));
        }
    }

    [LibraryImport(Name, EntryPoint = "getrandom", SetLastError = true)]
    private static partial nint getrandom_(byte* bytes, nuint length, uint flags);
}
