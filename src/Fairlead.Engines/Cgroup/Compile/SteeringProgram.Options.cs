using Fairlead.Bpf;
using Fairlead.Bpf.Extended;
using Fairlead.Rules;
using static Fairlead.Bpf.Extended.Register;
using static Fairlead.Linux.InConstants;
using static Fairlead.Linux.SocketConstants;

namespace Fairlead.Engines.Cgroup.Compile;

/// <content>The options of the rule, by bpf_setsockopt.</content>
internal sealed partial class SteeringProgram
{
    // IP_TOS resets SO_PRIORITY, so it comes first.
    private static readonly OptionKind[] s_order =
    [
        OptionKind.Tos, OptionKind.Dev, OptionKind.Mark, OptionKind.Priority, OptionKind.ReuseAddr, OptionKind.ReusePort,
        OptionKind.RcvBuf, OptionKind.SndBuf, OptionKind.NoDelay, OptionKind.Congestion,
    ];

    private void SetOptions()
    {
        foreach (var option in s_order)
        {
            if (_traits.HasOption(option) && !(_isDatagram && IsTcpOption(option)))
            {
                if (option == OptionKind.Tos && IsInet6 && !_isDatagram)
                {
                    // An IPv6 socket that speaks IPv4 takes IP_TOS for that.
                    SetOption(option, IPPROTO_IP, IP_TOS);
                }
                var (level, name) = NameOf(option);
                SetOption(option, level, name);
            }
        }
    }

    private void SetOption(OptionKind option, int level, int name)
    {
        var skip = new Label("without the option");
        Asm.Load(Size.Word, R1, R7, RuleRecord.Options);
        Asm.And32(R1, RuleRecord.Bit(option));
        Asm.JumpIf32(Condition.Equal, R1, 0, skip);
        if (IsTcpOption(option))
        {
            Asm.Load(Size.Word, R1, R6, SockAddr.protocol);
            Asm.JumpIf32(Condition.NotEqual, R1, IPPROTO_TCP, skip);
        }
        if (option == OptionKind.Dev)
        {
            SkipIfDeviceIsSet(skip);
        }
        Asm.Mov(R1, R6);
        Asm.Mov(R2, level);
        Asm.Mov(R3, name);
        Asm.Mov(R4, R7);
        Asm.Add(R4, RuleRecord.ValueOf(option));
        Asm.Mov(R5, option is OptionKind.Dev or OptionKind.Congestion ? RuleRecord.TextLength : sizeof(uint));
        Asm.Call(HelperFunction.SetSockOpt);
        var set = new Label("option is set");
        Asm.JumpIf32(Condition.Equal, R0, 0, set);
        FailWithR0(Outcome.OptionFailed);
        Asm.Mark(set);
        if (option == OptionKind.Dev)
        {
            NoteDevice(skip);
        }
        Asm.Mark(skip);
    }

    // A socket that is bound to an interface is bound to another one, or once more, only with CAP_NET_RAW, which the program
    // may not have: sock_bindtoindex_locked of net/core/sock.c.
    private void SkipIfDeviceIsSet(Label skip)
    {
        var other = new Label("another interface");
        FindSocketState(create: false);
        Asm.JumpIf(Condition.Equal, R0, 0, other);
        for (var word = 0; word < RuleRecord.TextLength; word += 8)
        {
            Asm.Load(Size.Double, R1, R0, SocketState.Device + word);
            Asm.Load(Size.Double, R2, R7, RuleRecord.Device + word);
            Asm.JumpIf(Condition.NotEqual, R1, R2, other);
        }
        Asm.Jump(skip);
        Asm.Mark(other);
    }

    private void NoteDevice(Label skip)
    {
        FindSocketState(create: true);
        Asm.JumpIf(Condition.Equal, R0, 0, skip);
        Copy16(R0, SocketState.Device, R7, RuleRecord.Device);
    }

    private static bool IsTcpOption(OptionKind option) => option is OptionKind.NoDelay or OptionKind.Congestion;

    private (int Level, int Name) NameOf(OptionKind option) => option switch
    {
        OptionKind.Tos => IsInet6 ? (IPPROTO_IPV6, IPV6_TCLASS) : (IPPROTO_IP, IP_TOS),
        OptionKind.Dev => (SOL_SOCKET, SO_BINDTODEVICE),
        OptionKind.Mark => (SOL_SOCKET, SO_MARK),
        OptionKind.Priority => (SOL_SOCKET, SO_PRIORITY),
        OptionKind.ReuseAddr => (SOL_SOCKET, SO_REUSEADDR),
        OptionKind.ReusePort => (SOL_SOCKET, SO_REUSEPORT),
        OptionKind.RcvBuf => (SOL_SOCKET, SO_RCVBUF),
        OptionKind.SndBuf => (SOL_SOCKET, SO_SNDBUF),
        OptionKind.NoDelay => (IPPROTO_TCP, TCP_NODELAY),
        _ => (IPPROTO_TCP, TCP_CONGESTION),
    };
}
