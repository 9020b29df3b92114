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
        SystemCall.SYS_socket => (delegate*<int, int, int, int>)&DescriptorHooks.Socket,
        SystemCall.SYS_close => (delegate*<int, int>)&DescriptorHooks.Close,
        SystemCall.SYS_close_range => (delegate*<uint, uint, int, int>)&DescriptorHooks.CloseRange,
        SystemCall.SYS_dup => (delegate*<int, int>)&DescriptorHooks.Dup,
#if !LAYER_ARM64
        SystemCall.SYS_dup2 => (delegate*<int, int, int>)&DescriptorHooks.Dup2,
#endif
        SystemCall.SYS_dup3 => (delegate*<int, int, int, int>)&DescriptorHooks.Dup3,
        SystemCall.SYS_fcntl => (delegate*<int, int, nint, int>)&DescriptorHooks.Fcntl,
        SystemCall.SYS_epoll_create1 => (delegate*<int, int>)&EpollHooks.EpollCreate1,
        SystemCall.SYS_bind => (delegate*<int, sockaddr_storage*, uint, int>)&AddressHooks.Bind,
        SystemCall.SYS_connect => (delegate*<int, sockaddr_storage*, uint, int>)&AddressHooks.Connect,
        SystemCall.SYS_listen => (delegate*<int, int, int>)&AddressHooks.Listen,
        SystemCall.SYS_accept => (delegate*<int, sockaddr_storage*, uint*, int>)&AcceptHooks.Accept,
        SystemCall.SYS_accept4 => (delegate*<int, sockaddr_storage*, uint*, int, int>)&AcceptHooks.Accept4,
        SystemCall.SYS_getsockname => (delegate*<int, sockaddr_storage*, uint*, int>)&NameHooks.GetSockName,
        SystemCall.SYS_getpeername => (delegate*<int, sockaddr_storage*, uint*, int>)&NameHooks.GetPeerName,
        SystemCall.SYS_setsockopt => (delegate*<int, int, int, void*, uint, int>)&OptionHooks.SetSockOpt,
        SystemCall.SYS_getsockopt => (delegate*<int, int, int, void*, uint*, int>)&OptionHooks.GetSockOpt,
        SystemCall.SYS_sendto => (delegate*<int, void*, nuint, int, void*, uint, nint>)&SendHooks.SendTo,
        SystemCall.SYS_sendmsg => (delegate*<int, msghdr*, int, nint>)&SendHooks.SendMsg,
        SystemCall.SYS_sendmmsg => (delegate*<int, mmsghdr*, uint, int, int>)&SendHooks.SendMmsg,
        SystemCall.SYS_recvfrom => (delegate*<int, void*, nuint, int, void*, uint*, nint>)&ReceiveHooks.RecvFrom,
        SystemCall.SYS_recvmsg => (delegate*<int, msghdr*, int, nint>)&ReceiveHooks.RecvMsg,
        SystemCall.SYS_recvmmsg => (delegate*<int, mmsghdr*, uint, int, nint*, int>)&ReceiveHooks.RecvMmsg,
        SystemCall.SYS_io_uring_setup when InForce.Count > 0 => (delegate*<int>)&NoRing,
        _ => null,
    };

    private static int NoRing() => (int)Verdict.Fail(Errno.ENOSYS).Answer();
}
