using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Fairlead.Layer.Sockets;

/// <summary>struct sockaddr_un of sys/un.h: unix(7). Its path has no type that the compiler guards by more code.</summary>
[StructLayout(LayoutKind.Sequential, Size = 2 + MostPath)]
internal unsafe struct UnixAddress
{
    /// <summary>UNIX_PATH_MAX</summary>
    public const int MostPath = 108;

    public ushort Family;

    private byte _first;

    /// <summary>The path, as long as this stays where it is.</summary>
    public byte* Path => (byte*)Unsafe.AsPointer(ref _first);
}
