using System.Runtime.InteropServices;

namespace Fairlead.Linux;

/// <summary>struct sockaddr_un of sys/un.h: unix(7).</summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct sockaddr_un
{
    public ushort sun_family;
    public fixed byte sun_path[108];
}
