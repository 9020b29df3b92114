using Fairlead.Bpf;
using Fairlead.Bpf.Classic;
using Fairlead.Linux;
using Fairlead.Rules.Planning;
using static Fairlead.Linux.SeccompConstants;

namespace Fairlead.Engines.Seccomp;

/// <summary>Makes the filter of a plan: what it lets by, what it stops, and what it refuses.</summary>
/// <remarks>
/// <para>Order: architecture, x32, io_uring, then one comparison for each call that the plan needs. Whatever is not named goes
/// on at once; for calls whose answer hangs on the number alone the kernel keeps that answer in a bitmap and does not
/// run the filter again (seccomp_cache_prepare in kernel/seccomp.c).</para>
/// <para>io_uring_setup(2) answers ENOSYS, as on a kernel without it: a ring binds and connects past every filter.
/// x32 calls answer ENOSYS: their numbers are not those of the table.</para>
/// <para>A call is stopped by what registers hold, as a filter reads no memory: sendto(2) only with an address,
/// setsockopt(2) only at levels other than SOL_SOCKET. MSG_FASTOPEN connects without connect(2): where connect is
/// under rules, it is refused with EOPNOTSUPP, upon which programs fall back to connect(2).</para>
/// </remarks>
public static class SeccompFilter
{
    private const uint NrOffset = 0;
    private const uint ArchOffset = 4;
    private const uint ArgsOffset = 16;

    /// <summary>The filter for the calls of a plan.</summary>
    public static Instruction[] Build(Traps traps)
    {
        var asm = new Assembler();
        var (x64, i386) = (new Label("x64"), new Label("i386"));
        var exits = new Exits(new Label("notify"), new Label("enosys"), new Label("no_fastopen"), new Label("allow"));
        asm.LoadAbs(ArchOffset);
        asm.JumpIfEqual(AUDIT_ARCH_X86_64, x64);
        asm.JumpIfEqual(AUDIT_ARCH_I386, i386, exits.Enosys);

        asm.Mark(x64);
        asm.LoadAbs(NrOffset);
        asm.JumpIfGreaterOrEqual(__X32_SYSCALL_BIT, exits.Enosys);
        asm.JumpIfEqual(SyscallNumbers.SYS_io_uring_setup, exits.Enosys);
        Calls(asm, traps, exits, call => call.X64);
        asm.Jump(exits.Allow);

        asm.Mark(i386);
        asm.LoadAbs(NrOffset);
        asm.JumpIfEqual(SyscallNumbersI386.SYS_io_uring_setup, exits.Enosys);
        SocketCall(asm, traps, exits);
        Calls(asm, traps, exits, call => call.I386);
        asm.Jump(exits.Allow);

        asm.Mark(exits.Notify);
        asm.Return(SECCOMP_RET_USER_NOTIF);
        asm.Mark(exits.Enosys);
        asm.Return(SECCOMP_RET_ERRNO | (uint)Errno.ENOSYS);
        if (traps.HasFlag(Traps.FastOpen))
        {
            asm.Mark(exits.NoFastOpen);
            asm.Return(SECCOMP_RET_ERRNO | (uint)Errno.EOPNOTSUPP);
        }
        asm.Mark(exits.Allow);
        asm.Return(SECCOMP_RET_ALLOW);
        return asm.Assemble();
    }

    private static void Calls(Assembler asm, Traps traps, Exits exits, Func<TrappableCall, uint> number)
    {
        foreach (var call in CallTable.Calls)
        {
            if (number(call) == 0 || !IsWanted(call, traps))
            {
                continue;
            }
            if (call.Kind is not CallKind.SetSockOpt && FlagsArgument(call.Kind) is null)
            {
                asm.JumpIfEqual(number(call), exits.Notify);
                continue;
            }
            var next = new Label("next");
            asm.JumpIfEqual(number(call), whenFalse: next);
            Arguments(asm, call.Kind, traps, exits);
            asm.Mark(next);
        }
    }

    // What follows the number: the accumulator is lost, so each path ends in an exit.
    private static void Arguments(Assembler asm, CallKind kind, Traps traps, Exits exits)
    {
        if (FlagsArgument(kind) is { } flags && traps.HasFlag(Traps.FastOpen))
        {
            asm.LoadAbs(Low(flags));
            asm.JumpIfSet(SocketConstants.MSG_FASTOPEN, exits.NoFastOpen);
        }
        switch (kind)
        {
            case CallKind.SendTo or CallKind.SendMsg or CallKind.SendMmsg when !traps.HasFlag(Traps.Send):
                asm.Jump(exits.Allow);
                break;
            case CallKind.SendTo:
                asm.LoadAbs(Low(4));
                asm.JumpIfEqual(0, whenFalse: exits.Notify);
                asm.LoadAbs(Low(4) + 4);
                asm.JumpIfEqual(0, exits.Allow, exits.Notify);
                break;
            case CallKind.SetSockOpt:
                asm.LoadAbs(Low(1));
                asm.JumpIfEqual(SocketConstants.SOL_SOCKET, exits.Allow, exits.Notify);
                break;
            default:
                asm.Jump(exits.Notify);
                break;
        }
    }

    // socketcall(2) keeps its arguments in memory: the number of the inner call is all that a filter can see.
    private static void SocketCall(Assembler asm, Traps traps, Exits exits)
    {
        var direct = new Label("direct");
        asm.JumpIfEqual(SyscallNumbersI386.SYS_socketcall, whenFalse: direct);
        asm.LoadAbs(Low(0));
        foreach (var call in CallTable.Calls)
        {
            if (IsWanted(call, traps))
            {
                asm.JumpIfEqual(call.SocketCall, exits.Notify);
            }
        }
        asm.Jump(exits.Allow);
        asm.Mark(direct);
    }

    private static bool IsWanted(TrappableCall call, Traps traps) =>
        (call.Trap & traps) != 0 || (FlagsArgument(call.Kind) is not null && traps.HasFlag(Traps.FastOpen));

    private static uint? FlagsArgument(CallKind kind) => kind switch
    {
        CallKind.SendTo or CallKind.SendMmsg => 3,
        CallKind.SendMsg => 2,
        _ => null,
    };

    private static uint Low(uint argument) => ArgsOffset + (8 * argument);

    private sealed record Exits(Label Notify, Label Enosys, Label NoFastOpen, Label Allow);
}
