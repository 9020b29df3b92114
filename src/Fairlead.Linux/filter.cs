using System.Runtime.InteropServices;

namespace Fairlead.Linux;

/// <summary>struct sock_fprog of linux/filter.h.</summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct sock_fprog
{
    public ushort len;
    public void* filter;
}

/// <summary>struct sock_filter of linux/filter.h.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct sock_filter
{
    public ushort code;
    public byte jt;
    public byte jf;
    public uint k;
}
