using System.Runtime;
using Fairlead.Layer.Calls;
using Fairlead.Layer.Plan;
using Fairlead.Linux;

namespace Fairlead.Layer.Hooks;

/// <summary>syscall(2): programs make some calls by their number, of which their libc may have no name (accept4, sendmmsg).</summary>
/// <remarks>
/// Each goes to the hook that the call by name goes to. syscall is variadic, but six arguments are passed alike on every machine,
/// and those that a call does not have are not looked at. A ring would bind and connect past every rule, so the kernel
/// has none here, as with the seccomp engine.
/// </remarks>
internal static unsafe class SystemCallHook
{
    [RuntimeExport("syscall")]
    private static nint Call(nint number, nint a, nint b, nint c, nint d, nint e, nint f)
    {
        var hook = (delegate* unmanaged[SuppressGCTransition]<nint, nint, nint, nint, nint, nint, int>)HookOf((int)number);
        return hook == null ? Next.syscall(number, a, b, c, d, e, f) : hook(a, b, c, d, e, f);
    }

    private static void* HookOf(int number) => number switch
    {
        SystemCall.socket => (delegate*<int, int, int, int>)&DescriptorHooks.Socket,
        SystemCall.close => (delegate*<int, int>)&DescriptorHooks.Close,
        SystemCall.close_range => (delegate*<uint, uint, int, int>)&DescriptorHooks.CloseRange,
        SystemCall.dup => (delegate*<int, int>)&DescriptorHooks.Dup,
#if !LAYER_ARM64
        SystemCall.dup2 => (delegate*<int, int, int>)&DescriptorHooks.Dup2,
#endif
        SystemCall.dup3 => (delegate*<int, int, int, int>)&DescriptorHooks.Dup3,
        SystemCall.fcntl => (delegate*<int, int, nint, int>)&DescriptorHooks.Fcntl,
        SystemCall.bind => (delegate*<int, sockaddr_storage*, uint, int>)&AddressHooks.Bind,
        SystemCall.connect => (delegate*<int, sockaddr_storage*, uint, int>)&AddressHooks.Connect,
        SystemCall.listen => (delegate*<int, int, int>)&AddressHooks.Listen,
        SystemCall.accept => (delegate*<int, sockaddr_storage*, uint*, int>)&AcceptHooks.Accept,
        SystemCall.accept4 => (delegate*<int, sockaddr_storage*, uint*, int, int>)&AcceptHooks.Accept4,
        SystemCall.getsockname => (delegate*<int, sockaddr_storage*, uint*, int>)&NameHooks.GetSockName,
        SystemCall.getpeername => (delegate*<int, sockaddr_storage*, uint*, int>)&NameHooks.GetPeerName,
        SystemCall.setsockopt => (delegate*<int, int, int, void*, uint, int>)&OptionHooks.SetSockOpt,
        SystemCall.getsockopt => (delegate*<int, int, int, void*, uint*, int>)&OptionHooks.GetSockOpt,
        SystemCall.sendto => (delegate*<int, void*, nuint, int, void*, uint, nint>)&SendHooks.SendTo,
        SystemCall.sendmsg => (delegate*<int, msghdr*, int, nint>)&SendHooks.SendMsg,
        SystemCall.sendmmsg => (delegate*<int, mmsghdr*, uint, int, int>)&SendHooks.SendMmsg,
        SystemCall.recvfrom => (delegate*<int, void*, nuint, int, void*, uint*, nint>)&ReceiveHooks.RecvFrom,
        SystemCall.recvmsg => (delegate*<int, msghdr*, int, nint>)&ReceiveHooks.RecvMsg,
        SystemCall.recvmmsg => (delegate*<int, mmsghdr*, uint, int, nint*, int>)&ReceiveHooks.RecvMmsg,
        SystemCall.io_uring_setup when InForce.Count > 0 => (delegate*<int>)&NoRing,
        _ => null,
    };

    private static int NoRing() => (int)Verdict.Fail(Errno.ENOSYS).Answer();
}
