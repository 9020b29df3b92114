using Fairlead.Bpf;
using Fairlead.Bpf.Classic;
using Fairlead.Engines.Seccomp;
using Fairlead.Linux;
using static Fairlead.Linux.SeccompConstants;

namespace Fairlead.Engines.Trace;

/// <summary>The seccomp filter that stops a program for its tracer, at calls that say something of addresses.</summary>
public static class TraceFilter
{
    // Offsets in struct seccomp_data.
    private const uint Number = 0;
    private const uint Arch = 4;
    private const uint FirstArgument = 16;
    private const uint Destination = FirstArgument + 4 * sizeof(ulong);

    private static readonly CallKind[] Kinds =
    [
        CallKind.Bind, CallKind.Listen, CallKind.Connect, CallKind.Accept, CallKind.Accept4,
        CallKind.SendTo, CallKind.SendMsg, CallKind.SendMmsg,
    ];

    /// <summary>Makes the filter: SECCOMP_RET_TRACE for those calls, SECCOMP_RET_ALLOW for all others.</summary>
    public static Instruction[] Build()
    {
        Assembler filter = new();
        Label i386 = new("i386"), socketCall = new("socketcall"), sendTo = new("sendto");
        Label trace = new("trace"), allow = new("allow");
        var calls = CallTable.Calls.Where(c => Kinds.Contains(c.Kind)).ToArray();
        var direct = calls.Where(c => c.Kind != CallKind.SendTo).ToArray();

        filter.LoadAbs(Arch);
        filter.JumpIfEqual(AUDIT_ARCH_I386, i386);
        filter.JumpIfEqual(AUDIT_ARCH_X86_64, null, allow);
        filter.LoadAbs(Number);
        filter.JumpIfEqual(SyscallNumbers.SYS_sendto, sendTo);
        Select(
            filter, trace, allow,
            [SyscallNumbers.SYS_socket, SyscallNumbers.SYS_io_uring_setup, .. direct.Select(c => c.X64)]);

        filter.Mark(i386);
        filter.LoadAbs(Number);
        filter.JumpIfEqual(SyscallNumbersI386.SYS_socketcall, socketCall);
        filter.JumpIfEqual(SyscallNumbersI386.SYS_sendto, sendTo);
        Select(
            filter, trace, allow,
            [SyscallNumbersI386.SYS_socket, SyscallNumbersI386.SYS_io_uring_setup, .. direct.Select(c => c.I386)]);

        filter.Mark(socketCall);
        filter.LoadAbs(FirstArgument);
        Select(filter, trace, allow, [SocketCallNumbers.SYS_SOCKET, .. calls.Select(c => c.SocketCall)]);

        // What connected sockets send, most of all traffic, names no destination.
        filter.Mark(sendTo);
        filter.LoadAbs(Destination);
        filter.JumpIfEqual(0, null, trace);
        filter.LoadAbs(Destination + sizeof(uint));
        filter.JumpIfEqual(0, null, trace);

        filter.Mark(allow);
        filter.Return(SECCOMP_RET_ALLOW);
        filter.Mark(trace);
        filter.Return(SECCOMP_RET_TRACE);
        return filter.Assemble();
    }

    private static void Select(Assembler filter, Label trace, Label allow, uint[] numbers)
    {
        foreach (var number in numbers.Where(n => n != 0).Distinct())
        {
            filter.JumpIfEqual(number, trace);
        }
        filter.Jump(allow);
    }
}
