using Fairlead.Engines.Seccomp;
using Fairlead.Linux;
using static Fairlead.Linux.SocketConstants;

namespace Fairlead.Engines.Trace;

/// <summary>From number and arguments of a system call to what it asks, for both ABIs and for socketcall(2).</summary>
internal static unsafe class SyscallDecoder
{
    /// <summary>Decodes the call that a tracee is stopped at; null where it says nothing of addresses.</summary>
    public static TracedCall? Decode(int tid, in ptrace_syscall_info info)
    {
        var is32 = info.arch == SeccompConstants.AUDIT_ARCH_I386;
        var reader = new ArgumentReader(tid, is32);
        Span<ulong> args = stackalloc ulong[6];
        for (var i = 0; i < args.Length; i++)
        {
            args[i] = is32 ? (uint)info.args[i] : info.args[i];
        }
        var number = (uint)info.nr;
        return !is32 ? Decode64(number, args, reader)
            : number == SyscallNumbersI386.SYS_socketcall ? DecodeSocketCall(args, reader)
            : Decode32(number, args, reader);
    }

    private static TracedCall? Decode64(uint number, ReadOnlySpan<ulong> args, ArgumentReader reader) => number switch
    {
        SyscallNumbers.SYS_socket => Create(args),
        SyscallNumbers.SYS_io_uring_setup => new TracedCall.IoUringSetup(),
        _ => Decode(CallTable.Find64(number), args, reader),
    };

    private static TracedCall? Decode32(uint number, ReadOnlySpan<ulong> args, ArgumentReader reader) => number switch
    {
        SyscallNumbersI386.SYS_socket => Create(args),
        SyscallNumbersI386.SYS_io_uring_setup => new TracedCall.IoUringSetup(),
        _ => Decode(CallTable.Find32(number), args, reader),
    };

    // socketcall(2): the number of the call, and a pointer to what would be its arguments.
    private static TracedCall? DecodeSocketCall(Span<ulong> args, ArgumentReader reader)
    {
        var (number, array) = ((uint)args[0], args[1]);
        for (var i = 0; i < args.Length; i++)
        {
            args[i] = reader.ReadInt(array + (ulong)(i * sizeof(uint)));
        }
        return number == SocketCallNumbers.SYS_SOCKET
            ? Create(args)
            : Decode(CallTable.FindSocketCall(number), args, reader);
    }

    private static TracedCall.Create Create(ReadOnlySpan<ulong> args) =>
        new((int)args[0], (int)args[1] & ~(SOCK_NONBLOCK | SOCK_CLOEXEC));

    private static TracedCall? Decode(CallKind call, ReadOnlySpan<ulong> args, ArgumentReader reader)
    {
        var fd = (int)args[0];
        return call switch
        {
            CallKind.Bind => new TracedCall.Bind(fd, reader.ReadName(args[1], args[2])),
            CallKind.Connect => new TracedCall.Connect(fd, reader.ReadName(args[1], args[2])),
            CallKind.Listen => new TracedCall.Listen(fd, (int)args[1]),
            CallKind.Accept or CallKind.Accept4 => new TracedCall.Accept(fd),
            CallKind.SendTo => Send("sendto", fd, args[4] == 0 ? [] : [reader.ReadName(args[4], args[5])], args[2]),
            CallKind.SendMsg => Send("sendmsg", fd, reader.ReadDestination(args[1]) is { } name ? [name] : []),
            CallKind.SendMmsg => Send("sendmmsg", fd, reader.ReadDestinations(args[1], args[2])),
            _ => null,
        };
    }

    // Without a destination the connection says where it goes, and connect(2) was seen.
    private static TracedCall.Send? Send(string call, int fd, SocketName[] to, ulong? bytes = null) =>
        to.Length == 0 ? null : new TracedCall.Send(fd, call, to, bytes);
}
