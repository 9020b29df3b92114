using System.Runtime.CompilerServices;
using Fairlead.Linux;

namespace Fairlead.Layer.Calls;

/// <summary>The functions that would be called if this library were not there: libc's, or those of another preloaded library.</summary>
/// <remarks>
/// Each is looked up at its first use by dlsym(3) with RTLD_NEXT and kept: two threads that do so at once keep the same value.
/// They are called through unmanaged pointers, as a managed one tests a bit of its value that a function's address may have set.
/// </remarks>
internal static unsafe class Next
{
    private const nint RTLD_NEXT = -1;

    private static void* _accept, _accept4, _bind, _close, _closeRange, _connect, _dup, _dup2, _dup3, _epollCtl, _fcntl, _getpeername,
        _getsockname, _getsockopt, _listen, _recvfrom, _recvmsg, _recvmmsg, _sendmsg, _sendmmsg, _sendto, _setsockopt, _socket, _syscall;

    public static int accept(int fd, void* address, uint* length) =>
        ((delegate* unmanaged[SuppressGCTransition]<int, void*, uint*, int>)Find(ref _accept, "accept"u8))(fd, address, length);

    public static int accept4(int fd, void* address, uint* length, int flags) =>
        ((delegate* unmanaged[SuppressGCTransition]<int, void*, uint*, int, int>)Find(ref _accept4, "accept4"u8))(
            fd, address, length, flags);

    public static int bind(int fd, void* address, uint length) =>
        ((delegate* unmanaged[SuppressGCTransition]<int, void*, uint, int>)Find(ref _bind, "bind"u8))(fd, address, length);

    public static int close(int fd) => ((delegate* unmanaged[SuppressGCTransition]<int, int>)Find(ref _close, "close"u8))(fd);

    public static int close_range(uint first, uint last, int flags) =>
        ((delegate* unmanaged[SuppressGCTransition]<uint, uint, int, int>)Find(ref _closeRange, "close_range"u8))(first, last, flags);

    public static int connect(int fd, void* address, uint length) =>
        ((delegate* unmanaged[SuppressGCTransition]<int, void*, uint, int>)Find(ref _connect, "connect"u8))(fd, address, length);

    public static int dup(int fd) => ((delegate* unmanaged[SuppressGCTransition]<int, int>)Find(ref _dup, "dup"u8))(fd);

    public static int dup2(int fd, int to) =>
        ((delegate* unmanaged[SuppressGCTransition]<int, int, int>)Find(ref _dup2, "dup2"u8))(fd, to);

    public static int dup3(int fd, int to, int flags) =>
        ((delegate* unmanaged[SuppressGCTransition]<int, int, int, int>)Find(ref _dup3, "dup3"u8))(fd, to, flags);

    public static int epoll_ctl(int epfd, int operation, int fd, void* e) =>
        ((delegate* unmanaged[SuppressGCTransition]<int, int, int, void*, int>)Find(ref _epollCtl, "epoll_ctl"u8))(
            epfd, operation, fd, e);

    /// <summary>fcntl(2): variadic, with one argument that may be a pointer.</summary>
    public static int fcntl(int fd, int command, nint argument) =>
        ((delegate* unmanaged[SuppressGCTransition]<int, int, nint, int>)Find(ref _fcntl, "fcntl"u8))(fd, command, argument);

    public static int getpeername(int fd, void* address, uint* length) =>
        ((delegate* unmanaged[SuppressGCTransition]<int, void*, uint*, int>)Find(ref _getpeername, "getpeername"u8))(
            fd, address, length);

    public static int getsockname(int fd, void* address, uint* length) =>
        ((delegate* unmanaged[SuppressGCTransition]<int, void*, uint*, int>)Find(ref _getsockname, "getsockname"u8))(
            fd, address, length);

    public static int getsockopt(int fd, int level, int name, void* value, uint* length) =>
        ((delegate* unmanaged[SuppressGCTransition]<int, int, int, void*, uint*, int>)Find(ref _getsockopt, "getsockopt"u8))(
            fd, level, name, value, length);

    public static int listen(int fd, int backlog) =>
        ((delegate* unmanaged[SuppressGCTransition]<int, int, int>)Find(ref _listen, "listen"u8))(fd, backlog);

    public static nint recvfrom(int fd, void* buffer, nuint count, int flags, void* address, uint* length) =>
        ((delegate* unmanaged[SuppressGCTransition]<int, void*, nuint, int, void*, uint*, nint>)Find(ref _recvfrom, "recvfrom"u8))(
            fd, buffer, count, flags, address, length);

    public static nint recvmsg(int fd, msghdr* message, int flags) =>
        ((delegate* unmanaged[SuppressGCTransition]<int, msghdr*, int, nint>)Find(ref _recvmsg, "recvmsg"u8))(fd, message, flags);

    public static int recvmmsg(int fd, mmsghdr* messages, uint count, int flags, void* timeout) =>
        ((delegate* unmanaged[SuppressGCTransition]<int, mmsghdr*, uint, int, void*, int>)Find(ref _recvmmsg, "recvmmsg"u8))(
            fd, messages, count, flags, timeout);

    public static nint sendmsg(int fd, msghdr* message, int flags) =>
        ((delegate* unmanaged[SuppressGCTransition]<int, msghdr*, int, nint>)Find(ref _sendmsg, "sendmsg"u8))(fd, message, flags);

    public static int sendmmsg(int fd, mmsghdr* messages, uint count, int flags) =>
        ((delegate* unmanaged[SuppressGCTransition]<int, mmsghdr*, uint, int, int>)Find(ref _sendmmsg, "sendmmsg"u8))(
            fd, messages, count, flags);

    public static nint sendto(int fd, void* buffer, nuint count, int flags, void* address, uint length) =>
        ((delegate* unmanaged[SuppressGCTransition]<int, void*, nuint, int, void*, uint, nint>)Find(ref _sendto, "sendto"u8))(
            fd, buffer, count, flags, address, length);

    public static int setsockopt(int fd, int level, int name, void* value, uint length) =>
        ((delegate* unmanaged[SuppressGCTransition]<int, int, int, void*, uint, int>)Find(ref _setsockopt, "setsockopt"u8))(
            fd, level, name, value, length);

    public static int socket(int domain, int type, int protocol) =>
        ((delegate* unmanaged[SuppressGCTransition]<int, int, int, int>)Find(ref _socket, "socket"u8))(domain, type, protocol);

    public static nint syscall(nint number, nint a = 0, nint b = 0, nint c = 0, nint d = 0, nint e = 0, nint f = 0) =>
        ((delegate* unmanaged[SuppressGCTransition]<nint, nint, nint, nint, nint, nint, nint, nint>)Find(ref _syscall, "syscall"u8))(
            number, a, b, c, d, e, f);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void* Find(ref void* known, ReadOnlySpan<byte> name) => known != null ? known : LookUp(ref known, name);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void* LookUp(ref void* known, ReadOnlySpan<byte> name)
    {
        fixed (byte* text = name)
            known = Imports.dlsym((void*)RTLD_NEXT, text);
        if (known == null)
            Imports.abort();
        return known;
    }
}
