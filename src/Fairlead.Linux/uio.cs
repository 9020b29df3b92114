using System.Runtime.InteropServices;

namespace Fairlead.Linux;

/// <summary>struct iovec of sys/uio.h.</summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct iovec
{
    public void* iov_base;
    public nuint iov_len;
}
