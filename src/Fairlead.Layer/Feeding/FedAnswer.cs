using System.Runtime.CompilerServices;
using Fairlead.Engines;
using Fairlead.Layer.Calls;
using Fairlead.Layer.Sockets;
using Fairlead.Linux;

namespace Fairlead.Layer.Feeding;

/// <summary>A datagram to a client that is fed, or a connect(2) of UDP to it: they go to the relay.</summary>
/// <remarks>No rule is asked: rules on connect are about where the program goes by itself.</remarks>
internal static unsafe class FedAnswer
{
    /// <summary>Sends a message that names a client.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Verdict Send(int fd, msghdr* message, int flags)
    {
        SocketName relay;
        var verdict = Find(fd, message->msg_name, message->msg_namelen, &relay);
        if (!verdict.IsSuccess)
            return verdict;
        var copy = *message;
        copy.msg_name = &relay;
        copy.msg_namelen = FedName.LengthOf(&relay);
        return Verdict.Native(Next.sendmsg(fd, &copy, flags));
    }

    /// <summary>Connects to a client.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Verdict Connect(int fd, void* address, uint length)
    {
        SocketName relay;
        var verdict = Find(fd, address, length, &relay);
        return verdict.IsSuccess ? Verdict.Native(Next.connect(fd, &relay, FedName.LengthOf(&relay))) : verdict;
    }

    /// <summary>Whether the message names a client.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static bool IsOne(int fd, msghdr* message)
    {
        SocketName relay;
        return !Find(fd, message->msg_name, message->msg_namelen, &relay).Passes;
    }

    // 0: the relay stands there.
    private static Verdict Find(int fd, void* name, uint length, SocketName* relay)
    {
        FedFlow flow;
        SocketName client = default;
        if (!Clients.AreNamed || name == null || length < sizeof(sockaddr_in))
            return Verdict.Pass(PassReason.NotNeeded);
        Bytes.Copy((byte*)&client, (byte*)name, length < SocketName.Length ? length : SocketName.Length);
        if (!FedName.IsInet(&client) || length < FedName.LengthOf(&client) - sizeof(uint) || !Clients.TryFindClient(fd, &client, &flow))
            return Verdict.Pass(PassReason.NotOurs);
        *relay = default;
        relay->Family = (ushort)new SocketFacts(fd).Domain;
        return FedName.TryWrite(flow.Relay, relay) ? Verdict.Return(0) : Verdict.Fail(Errno.EADDRNOTAVAIL);
    }
}
