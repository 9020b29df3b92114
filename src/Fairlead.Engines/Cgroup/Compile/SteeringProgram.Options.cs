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
                SetOption(option);
            }
        }
    }

    private void SetOption(OptionKind option)
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
        var (level, name) = NameOf(option);
        Asm.Mov(R1, R6);
        Asm.Mov(R2, level);
        Asm.Mov(R3, name);
        Asm.Mov(R4, R7);
        Asm.Add(R4, RuleRecord.ValueOf(option));
        Asm.Mov(R5, option is OptionKind.Dev or OptionKind.Congestion ? RuleRecord.TextLength : sizeof(uint));
        Asm.Call(HelperFunction.SetSockOpt);
        Asm.JumpIf32(Condition.Equal, R0, 0, skip);
        FailWithOptionError();
        Asm.Mark(skip);
    }

    /// <summary>Ends the call with the negated errno in R0.</summary>
    private void FailWithOptionError()
    {
        Asm.Mov(R8, R0);
        Asm.Neg(R8);
        Outcomes(Outcome.OptionFailed);
        Asm.Jump(_fail);
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
