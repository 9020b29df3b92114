using System.Runtime.CompilerServices;
using Fairlead.Layer.Calls;
using Fairlead.Linux;
using Fairlead.Rules;

namespace Fairlead.Layer.Sockets;

/// <summary>What getsockname(2) and getpeername(2) show of IPv4 and IPv6 sockets by rules with `hide`.</summary>
/// <remarks>
/// A socket is known by its cookie, which the kernel never gives to a second one, so that a descriptor that is used again
/// inherits nothing. A socket that a listener accepted is known by the listener's real endpoint.
/// </remarks>
internal static unsafe class HiddenNames
{
    private const uint LocalKind = 1, PeerKind = 2;

    /// <summary>Notes what a bound socket shows.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void HideLocal(ref SocketFacts socket, in Address address, ushort port)
    {
        SocketName name, real;
        SocketName.Make(&name, address, port);
        HiddenTable.Set(Key(socket.Fd, LocalKind), &name);
        if (socket.Protocol == Protocol.Tcp && SocketName.TryRead(socket.Fd, isPeer: false, &real))
            HiddenTable.Set(Key(&real), &name);
    }

    /// <summary>Notes what a connected socket shows.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void HidePeer(int fd, in Address address, ushort port)
    {
        SocketName name;
        SocketName.Make(&name, address, port);
        HiddenTable.Set(Key(fd, PeerKind), &name);
    }

    /// <summary>Lets a socket show its peer: a UDP socket may have had another one before.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void ShowPeer(int fd)
    {
        SocketName name;
        if (!FindPeer(fd, &name))
            return;
        name.Family = SocketConstants.AF_UNSPEC;
        HiddenTable.Set(Key(fd, PeerKind), &name);
    }

    public static bool FindPeer(int fd, SocketName* name) =>
        !HiddenTable.IsEmpty && HiddenTable.TryFind(Key(fd, PeerKind), name);

    /// <summary>Notes from which relay a client's datagram has come.</summary>
    public static void NoteRelay(SocketName* client, SocketName* relay)
    {
        SocketName noted;
        var key = Key(client);
        if (!HiddenTable.TryFind(key, &noted) || noted.Word0 != relay->Word0 || noted.Word1 != relay->Word1 || noted.Word2 != relay->Word2)
            HiddenTable.Set(key, relay);
    }

    public static bool TryFindRelay(SocketName* client, SocketName* relay) => HiddenTable.TryFind(Key(client), relay);

    /// <summary>Puts what a socket shows in the place of its real name.</summary>
    public static bool FindLocal(int fd, SocketName* name)
    {
        if (HiddenTable.IsEmpty)
            return false;
        var real = *name;
        if (!HiddenTable.TryFind(Key(fd, LocalKind), name) && !FindListener(name, &real))
            return false;
        if (name->Port == 0)
            name->Port = real.Port;
        return true;
    }

    // What a listener on the wildcard address accepted has the address that was called.
    private static bool FindListener(SocketName* name, SocketName* real)
    {
        var any = *real;
        Bytes.Fill((byte*)&any + SocketName.AddressAt, 0, SocketName.AddressEnd6 - SocketName.AddressAt);
        if (!HiddenTable.TryFind(Key(real), name) && !HiddenTable.TryFind(Key(&any), name))
            return false;
        any.Port = name->Port;
        if (Key(name) == Key(&any))
        {
            *name = *real;
            name->Port = any.Port;
        }
        return true;
    }

    private static ulong Key(int fd, uint kind) => (Socket.Cookie(fd) << 2) | kind;

    // FNV-1a of family, port and address. Its first bit is one that no cookie has.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ulong Key(SocketName* name)
    {
        var end = name->IsV4 ? SocketName.AddressEnd4 : SocketName.AddressEnd6;
        var hash = 14695981039346656037ul;
        for (var i = 0; i < end; i++)
            hash = (hash ^ ((byte*)name)[i]) * 1099511628211;
        return hash | (1ul << 63);
    }
}
