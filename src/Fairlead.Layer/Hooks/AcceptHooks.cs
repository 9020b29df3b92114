using System.Runtime;
using Fairlead.Layer.Calls;
using Fairlead.Layer.Feeding;
using Fairlead.Layer.Operations;
using Fairlead.Linux;

namespace Fairlead.Layer.Hooks;

/// <summary>accept(2) and accept4(2).</summary>
internal static unsafe class AcceptHooks
{
    [RuntimeExport("accept")]
    internal static int Accept(int fd, sockaddr_storage* address, uint* length)
    {
        var room = FedSender.RoomOf(address, length);
        var connection = AcceptOperation.Accept(fd, address, length, 0) is { Passes: false } verdict
            ? (int)verdict.Answer()
            : Next.accept(fd, address, length);
        return FedSender.Accepted(connection, address, room, length);
    }

    [RuntimeExport("accept4")]
    internal static int Accept4(int fd, sockaddr_storage* address, uint* length, int flags)
    {
        var room = FedSender.RoomOf(address, length);
        var connection = AcceptOperation.Accept(fd, address, length, flags) is { Passes: false } verdict
            ? (int)verdict.Answer()
            : Next.accept4(fd, address, length, flags);
        return FedSender.Accepted(connection, address, room, length);
    }
}
