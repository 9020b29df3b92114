using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Fairlead.Engines;
using Fairlead.Layer.Calls;
using Fairlead.Linux;
using Fairlead.Rules;

namespace Fairlead.Layer.Sockets;

/// <summary>A name that a socket shows, as the kernel writes it: a sockaddr_in or sockaddr_in6, and room to whole words.</summary>
[StructLayout(LayoutKind.Explicit, Size = Length)]
internal unsafe struct SocketName
{
    public const int Length = 32;

    /// <summary>The offset of the address in a sockaddr_in, and the end of it in both.</summary>
    public const int AddressAt = 4, AddressEnd4 = 8, AddressEnd6 = 24;

    private const uint FirstInventedPort = 0x8000;

    [FieldOffset(0)] public ushort Family;
    [FieldOffset(2)] public ushort Port;
    [FieldOffset(0)] public nuint Word0;
    [FieldOffset(8)] public nuint Word1;
    [FieldOffset(16)] public nuint Word2;
    [FieldOffset(24)] public nuint Word3;

    public bool IsV4 => Family == SocketConstants.AF_INET;

    /// <summary>Makes a name.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Make(SocketName* name, in Address address, ushort port)
    {
        sockaddr_storage storage = default;
        _ = SocketAddress.Write(ref storage, address, port);
        *name = *(SocketName*)&storage;
    }

    /// <summary>Makes a name of loopback with a port that stands for no socket.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void MakeLoopback(SocketName* name, bool isV4, int fd)
    {
        Make(name, isV4 ? Address.LoopbackV4 : Address.LoopbackV6, 0);
        name->InventPort(fd);
    }

    /// <summary>Gives it a port that is made of the socket's cookie, so that sockets of one time differ.</summary>
    public void InventPort(int fd) => Port = BinaryPrimitives.ReverseEndianness(InventedPort(fd));

    /// <summary>A port that is made of the socket's cookie.</summary>
    public static ushort InventedPort(int fd) => (ushort)((uint)Socket.Cookie(fd) | FirstInventedPort);

    /// <summary>Reads the real name of a socket, or the beginning of it where it is a longer one.</summary>
    public static bool TryRead(int fd, bool isPeer, SocketName* name)
    {
        uint length = Length;
        return Ask(fd, isPeer, name, &length) == 0;
    }

    /// <summary>Writes a name where the program wants it, cut to its room, as the kernel would.</summary>
    /// <remarks>The kernel writes the real one there before: so an address that is not the program's is EFAULT.</remarks>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Errno Write(int fd, bool isPeer, void* to, uint* length, SocketName* name)
    {
        if (length == null)
            return Errno.EFAULT;
        var room = *length;
        var written = room;
        if (Ask(fd, isPeer, to, &written) != 0)
            return Socket.Last;
        var size = (uint)(name->IsV4 ? sizeof(sockaddr_in) : sizeof(sockaddr_in6));
        Bytes.Copy((byte*)to, (byte*)name, room < size ? room : size);
        *length = size;
        return Errno.None;
    }

    private static int Ask(int fd, bool isPeer, void* name, uint* length) =>
        isPeer ? Next.getpeername(fd, name, length) : Next.getsockname(fd, name, length);
}
