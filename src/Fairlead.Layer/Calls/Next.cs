using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Fairlead.Linux;

namespace Fairlead.Layer.Calls;

/// <summary>The functions that would be called if this library were not there: libc's, or those of another preloaded library.</summary>
/// <remarks>
/// Each is looked up at its first use by dlsym(3) with RTLD_NEXT and kept: two threads that do so at once keep the same value.
/// They are called through unmanaged pointers, as a managed one tests a bit of its value that a function's address may have set.
/// None is inlined: unwind.awk tells by their names which callers may wait.
/// Most go by one call of five arguments: those that a function does not have are not looked at.
/// </remarks>
internal static unsafe class Next
{
    private const nint RTLD_NEXT = -1;

    private static Known s_known;

    private static void* s_recvfrom, s_recvmsg, s_sendmsg, s_sendto, s_syscall;

    /// <summary>The functions that <see cref="Call"/> calls, as in <see cref="Names"/>.</summary>
    private enum Function
    {
        accept,
        accept4,
        bind,
        close,
        closefrom,
        connect,
        dup,
        dup2,
        dup3,
        epoll_create,
        epoll_create1,
        epoll_ctl,
        fcntl,
        getpeername,
        getsockname,
        getsockopt,
        listen,
        recvfrom_chk,
        recvmmsg,
        sendmmsg,
        setsockopt,
        socket,
        Count,
    }

    private static ReadOnlySpan<byte> Names =>
        "accept\0accept4\0bind\0close\0closefrom\0connect\0dup\0dup2\0dup3\0epoll_create\0epoll_create1\0epoll_ctl\0fcntl\0"u8 +
        "getpeername\0getsockname\0getsockopt\0listen\0__recvfrom_chk\0recvmmsg\0sendmmsg\0setsockopt\0socket\0"u8;

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int accept(int fd, void* address, uint* length) => (int)Call(Function.accept, fd, (nint)address, (nint)length);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int accept4(int fd, void* address, uint* length, int flags) =>
        (int)Call(Function.accept4, fd, (nint)address, (nint)length, flags);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int bind(int fd, void* address, uint length) => (int)Call(Function.bind, fd, (nint)address, (nint)length);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int close(int fd) => (int)Call(Function.close, fd);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void closefrom(int first) => Call(Function.closefrom, first);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int connect(int fd, void* address, uint length) => (int)Call(Function.connect, fd, (nint)address, (nint)length);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int dup(int fd) => (int)Call(Function.dup, fd);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int dup2(int fd, int to) => (int)Call(Function.dup2, fd, to);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int dup3(int fd, int to, int flags) => (int)Call(Function.dup3, fd, to, flags);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int epoll_create(int size) => (int)Call(Function.epoll_create, size);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int epoll_create1(int flags) => (int)Call(Function.epoll_create1, flags);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int epoll_ctl(int epfd, int operation, int fd, void* e) =>
        (int)Call(Function.epoll_ctl, epfd, operation, fd, (nint)e);

    /// <summary>fcntl(2): variadic, with one argument that may be a pointer.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int fcntl(int fd, int command, nint argument) => (int)Call(Function.fcntl, fd, command, argument);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int getpeername(int fd, void* address, uint* length) =>
        (int)Call(Function.getpeername, fd, (nint)address, (nint)length);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int getsockname(int fd, void* address, uint* length) =>
        (int)Call(Function.getsockname, fd, (nint)address, (nint)length);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int getsockopt(int fd, int level, int name, void* value, uint* length) =>
        (int)Call(Function.getsockopt, fd, level, name, (nint)value, (nint)length);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int listen(int fd, int backlog) => (int)Call(Function.listen, fd, backlog);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static nint recvfrom(int fd, void* buffer, nuint count, int flags, void* address, uint* length) =>
        ((delegate* unmanaged[SuppressGCTransition]<int, void*, nuint, int, void*, uint*, nint>)Find(ref s_recvfrom, "recvfrom"u8))(
            fd, buffer, count, flags, address, length);

    /// <summary>glibc's, of _FORTIFY_SOURCE, which ends the program where there is no room: it looks at no more than these.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static nint recvfrom_chk(int fd, void* buffer, nuint count, nuint room) =>
        Call(Function.recvfrom_chk, fd, (nint)buffer, (nint)count, (nint)room);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static nint recvmsg(int fd, msghdr* message, int flags) =>
        ((delegate* unmanaged[SuppressGCTransition]<int, msghdr*, int, nint>)Find(ref s_recvmsg, "recvmsg"u8))(fd, message, flags);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int recvmmsg(int fd, mmsghdr* messages, uint count, int flags, void* timeout) =>
        (int)Call(Function.recvmmsg, fd, (nint)messages, (nint)count, flags, (nint)timeout);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static nint sendmsg(int fd, msghdr* message, int flags) =>
        ((delegate* unmanaged[SuppressGCTransition]<int, msghdr*, int, nint>)Find(ref s_sendmsg, "sendmsg"u8))(fd, message, flags);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int sendmmsg(int fd, mmsghdr* messages, uint count, int flags) =>
        (int)Call(Function.sendmmsg, fd, (nint)messages, (nint)count, flags);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static nint sendto(int fd, void* buffer, nuint count, int flags, void* address, uint length) =>
        ((delegate* unmanaged[SuppressGCTransition]<int, void*, nuint, int, void*, uint, nint>)Find(ref s_sendto, "sendto"u8))(
            fd, buffer, count, flags, address, length);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int setsockopt(int fd, int level, int name, void* value, uint length) =>
        (int)Call(Function.setsockopt, fd, level, name, (nint)value, (nint)length);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int socket(int domain, int type, int protocol) => (int)Call(Function.socket, domain, type, protocol);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static nint syscall(nint number, nint a = 0, nint b = 0, nint c = 0, nint d = 0, nint e = 0, nint f = 0) =>
        ((delegate* unmanaged[SuppressGCTransition]<nint, nint, nint, nint, nint, nint, nint, nint>)Find(ref s_syscall, "syscall"u8))(
            number, a, b, c, d, e, f);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static nint Call(Function function, nint a, nint b = 0, nint c = 0, nint d = 0, nint e = 0)
    {
        var known = (void**)Unsafe.AsPointer(ref s_known) + (int)function;
        if (*known == null)
            *known = LookUp(NameOf(function));
        return ((delegate* unmanaged[SuppressGCTransition]<nint, nint, nint, nint, nint, nint>)(*known))(a, b, c, d, e);
    }

    private static byte* NameOf(Function function)
    {
        var name = Bytes.At(Names);
        for (; function > 0; function--)
            name += Bytes.Length(name) + 1;
        return name;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void* Find(ref void* known, ReadOnlySpan<byte> name)
    {
        if (known == null)
            known = LookUp(Bytes.At(name));
        return known;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void* LookUp(byte* name)
    {
        var found = Imports.dlsym((void*)RTLD_NEXT, name);
        if (found == null)
            Imports.abort();
        return found;
    }

    [StructLayout(LayoutKind.Sequential, Size = (int)Function.Count * sizeof(long))]
    private struct Known
    {
        public void* First;
    }
}
