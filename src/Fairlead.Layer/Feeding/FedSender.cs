using System.Runtime.CompilerServices;
using Fairlead.Layer.Hooks;
using Fairlead.Layer.Sockets;
using Fairlead.Linux;
using Fairlead.Rules;

namespace Fairlead.Layer.Feeding;

/// <summary>accept(2), recvfrom(2) and their like have written who it is: where that is a relay, the client is put in its place.</summary>
/// <remarks>
/// A name of the same family has the same length, so that only bytes change that the kernel has just written. How much room the
/// program gave must be asked before the call, as the kernel writes the length of the whole name over it.
/// </remarks>
internal static unsafe class FedSender
{
    /// <summary>UIO_MAXIOV, the most messages of one recvmmsg(2).</summary>
    private const int MostMessages = 1024;

    /// <summary>The room for a name, before a call; 0: it need not be looked at.</summary>
    public static uint RoomOf(void* name, uint* length) =>
        Clients.AreNamed && name != null && length != null && (int)*length > 0 ? *length : 0;

    /// <summary>After accept(2), which has given the descriptor of a connection, or an error.</summary>
    public static int Accepted(int connection, void* name, uint room, uint* length)
    {
        if (room != 0 && connection >= 0)
            ShowAccepted(connection, name, room, *length);
        return connection;
    }

    /// <summary>After a call that has received a datagram, or an error.</summary>
    public static nint Received(nint result, void* name, uint room, uint length)
    {
        if (room != 0 && result >= 0 && length <= room)
            Show(Protocol.Udp, name, length, length);
        return result;
    }

    /// <summary>recvmmsg(2)</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int ReceiveMany(int fd, mmsghdr* messages, uint count, int flags, nint* timeout)
    {
        var rooms = stackalloc byte[MostMessages];
        for (uint i = 0; i < count && i < MostMessages; i++)
        {
            var room = RoomOf(messages[i].msg_hdr.msg_name, &messages[i].msg_hdr.msg_namelen);
            rooms[i] = (byte)(room < byte.MaxValue ? room : byte.MaxValue);
        }
        var received = ReceiveHooks.ReceiveMany(fd, messages, count, flags, timeout);
        for (var i = 0; i < received && i < MostMessages; i++)
            _ = Received(0, messages[i].msg_hdr.msg_name, rooms[i], messages[i].msg_hdr.msg_namelen);
        return received;
    }

    // Where the name was cut, the socket tells the whole one.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ShowAccepted(int connection, void* name, uint room, uint length)
    {
        SocketName peer;
        if (length <= room)
            Show(Protocol.Tcp, name, length, length);
        else if (SocketName.TryRead(connection, isPeer: true, &peer) && Clients.Show(Protocol.Tcp, &peer))
            Bytes.Copy((byte*)name, (byte*)&peer, room);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Show(Protocol protocol, void* name, uint length, uint room)
    {
        SocketName peer = default;
        if (length < sizeof(sockaddr_in) || length > SocketName.Length)
            return;
        Bytes.Copy((byte*)&peer, (byte*)name, length);
        if (FedName.IsInet(&peer) && length == FedName.LengthOf(&peer) && Clients.Show(protocol, &peer))
            Bytes.Copy((byte*)name, (byte*)&peer, room);
    }
}
