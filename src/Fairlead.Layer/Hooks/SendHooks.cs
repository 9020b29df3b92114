using System.Runtime;
using Fairlead.Layer.Calls;
using Fairlead.Layer.Operations;
using Fairlead.Linux;

namespace Fairlead.Layer.Hooks;

/// <summary>sendto(2), sendmsg(2) and sendmmsg(2). send(2) names no destination.</summary>
internal static unsafe class SendHooks
{
    [RuntimeExport("sendto")]
    internal static nint SendTo(int fd, void* buffer, nuint count, int flags, void* name, uint length) =>
        SendOperation.SendTo(fd, buffer, count, flags, name, length) is { Passes: false } verdict
            ? (nint)verdict.Answer()
            : Next.sendto(fd, buffer, count, flags, name, length);

    [RuntimeExport("sendmsg")]
    internal static nint SendMsg(int fd, msghdr* message, int flags) =>
        SendOperation.SendMsg(fd, message, flags) is { Passes: false } verdict
            ? (nint)verdict.Answer()
            : Next.sendmsg(fd, message, flags);

    [RuntimeExport("sendmmsg")]
    internal static int SendMmsg(int fd, mmsghdr* messages, uint count, int flags) =>
        SendOperation.SendMmsg(fd, messages, count, flags) is { Passes: false } verdict
            ? (int)verdict.Answer()
            : Next.sendmmsg(fd, messages, count, flags);
}
