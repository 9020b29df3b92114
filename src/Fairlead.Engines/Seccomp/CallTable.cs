using Fairlead.Linux;
using Fairlead.Rules.Planning;

namespace Fairlead.Engines.Seccomp;

/// <summary>One call that can be stopped: its number in each ABI (0: the ABI has none), and the trap that asks for it.</summary>
internal sealed record TrappableCall(CallKind Kind, Traps Trap, uint X64, uint I386, uint SocketCall);

/// <summary>The one table of calls: the filter is made from it, and notifications are read by it.</summary>
internal static class CallTable
{
    public static readonly TrappableCall[] Calls =
    [
        new(CallKind.Bind, Traps.Bind,
            SyscallNumbers.SYS_bind, SyscallNumbersI386.SYS_bind, SocketCallNumbers.SYS_BIND),
        new(CallKind.Listen, Traps.Listen,
            SyscallNumbers.SYS_listen, SyscallNumbersI386.SYS_listen, SocketCallNumbers.SYS_LISTEN),
        new(CallKind.Connect, Traps.Connect,
            SyscallNumbers.SYS_connect, SyscallNumbersI386.SYS_connect, SocketCallNumbers.SYS_CONNECT),
        new(CallKind.SendTo, Traps.Send,
            SyscallNumbers.SYS_sendto, SyscallNumbersI386.SYS_sendto, SocketCallNumbers.SYS_SENDTO),
        new(CallKind.SendMsg, Traps.Send,
            SyscallNumbers.SYS_sendmsg, SyscallNumbersI386.SYS_sendmsg, SocketCallNumbers.SYS_SENDMSG),
        new(CallKind.SendMmsg, Traps.Send,
            SyscallNumbers.SYS_sendmmsg, SyscallNumbersI386.SYS_sendmmsg, SocketCallNumbers.SYS_SENDMMSG),
        new(CallKind.GetSockName, Traps.GetSockName,
            SyscallNumbers.SYS_getsockname, SyscallNumbersI386.SYS_getsockname, SocketCallNumbers.SYS_GETSOCKNAME),
        new(CallKind.GetPeerName, Traps.GetPeerName,
            SyscallNumbers.SYS_getpeername, SyscallNumbersI386.SYS_getpeername, SocketCallNumbers.SYS_GETPEERNAME),
        new(CallKind.Accept, Traps.Accept, SyscallNumbers.SYS_accept, 0, SocketCallNumbers.SYS_ACCEPT),
        new(CallKind.Accept4, Traps.Accept,
            SyscallNumbers.SYS_accept4, SyscallNumbersI386.SYS_accept4, SocketCallNumbers.SYS_ACCEPT4),
        new(CallKind.SetSockOpt, Traps.SetSockOpt,
            SyscallNumbers.SYS_setsockopt, SyscallNumbersI386.SYS_setsockopt, SocketCallNumbers.SYS_SETSOCKOPT),
    ];

    public static CallKind Find64(uint number)
    {
        foreach (var call in Calls)
        {
            if (call.X64 == number)
            {
                return call.Kind;
            }
        }
        return CallKind.Other;
    }

    public static CallKind Find32(uint number)
    {
        foreach (var call in Calls)
        {
            if (call.I386 == number)
            {
                return call.Kind;
            }
        }
        return CallKind.Other;
    }

    public static CallKind FindSocketCall(uint number)
    {
        foreach (var call in Calls)
        {
            if (call.SocketCall == number)
            {
                return call.Kind;
            }
        }
        return CallKind.Other;
    }
}
