using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Fairlead.Linux;
using static Fairlead.Linux.SocketConstants;

namespace Fairlead.Udp;

/// <summary>
/// An address and port as a value of 24 bytes: a key for tables, made of and written to the kernel's sockaddr without
/// an allocation.
/// </summary>
/// <remarks>
/// The words hold the bytes of the address in the order of the network. An IPv4 peer of a dual-stack socket has the
/// v4-mapped form (::ffff:a.b.c.d) that the kernel gives it, and is sent to in that form; see <see cref="Unmap"/>.
/// Source: ip(7), ipv6(7).
/// </remarks>
public readonly record struct UdpEndpoint
{
    // The second word of ::ffff:a.b.c.d on a little-endian machine, without the IPv4 address in its upper half.
    private const uint MappedPrefix = 0xFFFF_0000;

    private readonly ulong _first;
    private readonly ulong _second;
    private readonly uint _scope;
    private readonly ushort _port;
    private readonly ushort _family;

    /// <summary>A hash of the address alone, the same in each process.</summary>
    internal ulong AddressHash => (_first * 0x9E3779B97F4A7C15) ^ _second;

    private UdpEndpoint(ulong first, ulong second, uint scope, ushort port, ushort family) =>
        (_first, _second, _scope, _port, _family) = (first, second, scope, port, family);

    /// <summary>The bytes that the kernel's form takes up at most: sizeof(struct sockaddr_in6).</summary>
    internal const int KernelSize = 28;

    /// <summary>The port, 0 to 65535.</summary>
    public ushort Port => BinaryPrimitives.ReverseEndianness(_port);

    /// <summary>Whether the address is of IPv4, not v4-mapped.</summary>
    public bool IsV4 => _family == AF_INET;

    /// <summary>Whether there is no address: the default value.</summary>
    public bool IsEmpty => _family == 0;

    /// <summary>Whether every bit of the address is 0: 0.0.0.0 or [::].</summary>
    public bool IsWildcard => (_first | _second) == 0;

    /// <summary>The interface of a link-local IPv6 address; 0: none.</summary>
    public uint ScopeId => _scope;

    /// <summary>Whether the address is v4-mapped: the form of IPv4 on a dual-stack socket.</summary>
    public bool IsMapped => _family == AF_INET6 && _first == 0 && (uint)_second == MappedPrefix;

    /// <summary>An IPv4 address of four bytes in the order of the network.</summary>
    internal static UdpEndpoint V4(uint address, ushort port) =>
        new(0, address, 0, BinaryPrimitives.ReverseEndianness(port), AF_INET);

    /// <summary>An IPv6 address of 16 bytes.</summary>
    internal static UdpEndpoint V6(in in6_addr address, ushort port, uint scope)
    {
        ref var words = ref Unsafe.As<in6_addr, (ulong First, ulong Second)>(ref Unsafe.AsRef(in address));
        return new(words.First, words.Second, scope, BinaryPrimitives.ReverseEndianness(port), AF_INET6);
    }

    /// <summary>Converts from the framework's type. Allocates nothing.</summary>
    public static UdpEndpoint From(IPEndPoint endpoint)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        return From(endpoint.Address, (ushort)endpoint.Port);
    }

    /// <summary>Converts from the framework's type. Allocates nothing.</summary>
    public static UdpEndpoint From(IPAddress address, ushort port)
    {
        ArgumentNullException.ThrowIfNull(address);
        in6_addr bytes = default;
        address.TryWriteBytes(Bytes(ref bytes), out _);
        return address.AddressFamily == AddressFamily.InterNetwork
            ? V4(Unsafe.As<in6_addr, uint>(ref bytes), port)
            : V6(bytes, port, (uint)address.ScopeId);
    }

    /// <summary>Reads the kernel's form; the default value where it is of neither family.</summary>
    internal static unsafe UdpEndpoint Read(sockaddr_storage* from) => from->ss_family switch
    {
        AF_INET => new(0, from->v4.sin_addr, 0, from->v4.sin_port, AF_INET),
        AF_INET6 => new(
            *(ulong*)from->v6.sin6_addr.s6_addr, *(ulong*)(from->v6.sin6_addr.s6_addr + 8), from->v6.sin6_scope_id,
            from->v6.sin6_port, AF_INET6),
        _ => default,
    };

    /// <summary>Writes the kernel's form, <see cref="KernelSize"/> bytes at most, and gives its length.</summary>
    internal unsafe uint Write(void* to)
    {
        if (IsV4)
        {
            *(sockaddr_in*)to = new sockaddr_in { sin_family = AF_INET, sin_port = _port, sin_addr = (uint)_second };
            return (uint)sizeof(sockaddr_in);
        }
        var v6 = (sockaddr_in6*)to;
        *v6 = new sockaddr_in6 { sin6_family = AF_INET6, sin6_port = _port, sin6_scope_id = _scope };
        *(ulong*)v6->sin6_addr.s6_addr = _first;
        *(ulong*)(v6->sin6_addr.s6_addr + 8) = _second;
        return (uint)sizeof(sockaddr_in6);
    }

    /// <summary>The same address with another port.</summary>
    public UdpEndpoint WithPort(ushort port) =>
        new(_first, _second, _scope, BinaryPrimitives.ReverseEndianness(port), _family);

    /// <summary>A v4-mapped address as the IPv4 address that it is; any other as it is.</summary>
    public UdpEndpoint Unmap() => IsMapped ? new(0, _second >> 32, 0, _port, AF_INET) : this;

    /// <summary>An IPv4 address in the form that a dual-stack socket takes; any other as it is.</summary>
    public UdpEndpoint Map() => IsV4 ? new(0, MappedPrefix | (_second << 32), 0, _port, AF_INET6) : this;

    /// <summary>Copies the 4 or 16 bytes of the address, in the order of the network.</summary>
    internal void CopyAddress(Span<byte> to)
    {
        if (IsV4)
        {
            MemoryMarshal.Write(to, (uint)_second);
            return;
        }
        MemoryMarshal.Write(to, _first);
        MemoryMarshal.Write(to[sizeof(ulong)..], _second);
    }

    /// <summary>The address as the framework's type. Allocates.</summary>
    public IPAddress ToIPAddress()
    {
        in6_addr bytes = default;
        Unsafe.As<in6_addr, (ulong, ulong)>(ref bytes) = (IsV4 ? _second : _first, IsV4 ? 0 : _second);
        return IsV4 ? new IPAddress(Bytes(ref bytes)[..4]) : new IPAddress(Bytes(ref bytes), _scope);
    }

    /// <summary>The address and port as the framework's type. Allocates.</summary>
    public IPEndPoint ToIPEndPoint() => new(ToIPAddress(), Port);

    /// <summary>The address and port as people write them: 10.0.0.1:80, [::1]:80.</summary>
    public override string ToString() => IsEmpty ? "-" : ToIPEndPoint().ToString();

    /// <summary>The hash, seeded anew in each process, so that nobody can choose addresses that collide.</summary>
    public override int GetHashCode() => HashCode.Combine(_first, _second, _port);

    private static Span<byte> Bytes(ref in6_addr address) =>
        MemoryMarshal.AsBytes(new Span<in6_addr>(ref address));
}
