using System.Runtime;
using Fairlead.Layer.Calls;
using Fairlead.Layer.Feeding;
using Fairlead.Layer.Operations;
using Fairlead.Linux;

namespace Fairlead.Layer.Hooks;

/// <summary>recvfrom(2), recvmsg(2) and recvmmsg(2). recv(2) and read(2) tell no peer.</summary>
internal static unsafe class ReceiveHooks
{
    [RuntimeExport("recvfrom")]
    internal static nint RecvFrom(int fd, void* buffer, nuint count, int flags, void* name, uint* length)
    {
        var room = FedSender.RoomOf(name, length);
        var received = ReceiveOperation.RecvFrom(fd, buffer, count, flags, name, length) is { Passes: false } verdict
            ? (nint)verdict.Answer()
            : Next.recvfrom(fd, buffer, count, flags, name, length);
        return room == 0 ? received : FedSender.Received(received, name, room, *length);
    }

    /// <summary>What a program built with _FORTIFY_SOURCE calls: glibc ends it where the buffer is too short.</summary>
    [RuntimeExport("__recvfrom_chk")]
    private static nint RecvFromChecked(int fd, void* buffer, nuint count, nuint room, int flags, void* name, uint* length) =>
        count > room
            ? Next.recvfrom_chk(fd, buffer, count, room)
            : RecvFrom(fd, buffer, count, flags, name, length);

    [RuntimeExport("recvmsg")]
    internal static nint RecvMsg(int fd, msghdr* message, int flags)
    {
        var room = message == null ? 0 : FedSender.RoomOf(message->msg_name, &message->msg_namelen);
        var received = ReceiveOperation.RecvMsg(fd, message, flags) is { Passes: false } verdict
            ? (nint)verdict.Answer()
            : Next.recvmsg(fd, message, flags);
        return room == 0 ? received : FedSender.Received(received, message->msg_name, room, message->msg_namelen);
    }

    [RuntimeExport("recvmmsg")]
    internal static int RecvMmsg(int fd, mmsghdr* messages, uint count, int flags, nint* timeout) =>
        Clients.AreNamed && messages != null
            ? FedSender.ReceiveMany(fd, messages, count, flags, timeout)
            : ReceiveMany(fd, messages, count, flags, timeout);

    internal static int ReceiveMany(int fd, mmsghdr* messages, uint count, int flags, nint* timeout) =>
        ReceiveOperation.RecvMmsg(fd, messages, count, flags, timeout) is { Passes: false } verdict
            ? (int)verdict.Answer()
            : Next.recvmmsg(fd, messages, count, flags, timeout);
}
