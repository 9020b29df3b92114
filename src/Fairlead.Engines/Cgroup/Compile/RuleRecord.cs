using System.Buffers.Binary;
using System.Text;
using Fairlead.Rules;
using Fairlead.Rules.Resolution;

namespace Fairlead.Engines.Cgroup.Compile;

/// <summary>A rule as the programs read it: one value of the array map "rules", at the rule's number less one.</summary>
/// <remarks>
/// What a rule does is data, not code, so that ten thousand rules load as fast as ten. Numbers are in the machine's order but
/// for addresses, which are 16 bytes in network order; IPv4 ones are v4-mapped.
/// </remarks>
internal static class RuleRecord
{
    public const int Hits = 0;
    public const int Failures = 8;
    public const int Kind = 16;
    public const int Errno = 20;
    public const int Flags = 24;
    public const int Options = 28;

    /// <summary>Where a call goes, by what the socket is and what was asked: see <see cref="Slot"/>.</summary>
    public const int To4 = 32;
    public const int ToMapped = To4 + Slot.Length;
    public const int To6 = ToMapped + Slot.Length;
    public const int ToDatagram6 = To6 + Slot.Length;
    public const int From4 = ToDatagram6 + Slot.Length;
    public const int From6 = From4 + Slot.Length;

    public const int Mark = From6 + Slot.Length;
    public const int Priority = Mark + 4;
    public const int Tos = Priority + 4;
    public const int RcvBuf = Tos + 4;
    public const int SndBuf = RcvBuf + 4;
    public const int One = SndBuf + 4;
    public const int Device = One + 4;
    public const int Congestion = Device + TextLength;
    public const int Length = Congestion + TextLength;

    /// <summary>IFNAMSIZ and TCP_CA_NAME_MAX, with the final zero.</summary>
    public const int TextLength = 16;

    public const int KindAllow = 1;
    public const int KindDeny = 2;
    public const int KindFake = 3;
    public const int KindSteer = 4;

    public const int FlagHide = 1;

    /// <summary>The rule makes room for what Fairlead feeds; the bit is that of the socket's state.</summary>
    public const int FlagFed = SocketState.IsFed;

    /// <summary>The rule feeds datagrams over both families: a socket of both must take both.</summary>
    public const int FlagFedDualStack = 16;

    /// <summary>The bit of an option in <see cref="Options"/>.</summary>
    public static uint Bit(OptionKind option) => 1u << (int)option;

    /// <summary>Whether the program keeps seeing what it asked for; where it is fed, it must.</summary>
    public static bool Hides(ResolvedRule rule) => rule.Hides || rule.IsFed;

    /// <summary>Writes the records of all rules, one behind the other.</summary>
    public static byte[] Encode(ResolvedRule[] rules)
    {
        var bytes = new byte[rules.Length * Length];
        for (var i = 0; i < rules.Length; i++)
        {
            Encode(rules[i], bytes.AsSpan(i * Length, Length));
        }
        return bytes;
    }

    public static int KindOf(ResolvedRule rule) => rule.Rule.Action switch
    {
        RuleAction.Allow => KindAllow,
        RuleAction.Deny => KindDeny,
        RuleAction.Fake => KindFake,
        _ => KindSteer,
    };

    private static uint FlagsOf(ResolvedRule rule)
    {
        var both = rule is { IsFed: true, Rule.Protocol: not Protocol.Tcp, To: { V4.Address: not null, V6.Address: not null } };
        return (uint)((Hides(rule) ? FlagHide : 0) | (rule.IsFed ? FlagFed : 0) | (both ? FlagFedDualStack : 0));
    }

    private static void Encode(ResolvedRule rule, Span<byte> record)
    {
        Write(record, Kind, (uint)KindOf(rule));
        Write(record, Errno, rule.Rule.Action is RuleAction.Deny deny ? (uint)deny.Errno : 0);
        Write(record, Flags, FlagsOf(rule));
        Write(record, One, 1);
        var (to, from) = (rule.To, rule.From);
        Slot.Encode(record[To4..], to is not null, to?.V4);
        Slot.Encode(record[ToMapped..], to is not null, to?.V4 ?? to?.V6);
        Slot.Encode(record[To6..], to is not null, to?.V6 ?? to?.V4);
        Slot.Encode(record[ToDatagram6..], to is not null, to?.V6);
        Slot.Encode(record[From4..], from is not null, from?.V4);
        Slot.Encode(record[From6..], from is not null, from?.V6);
        foreach (var option in rule.Options)
        {
            Encode(option, record);
        }
    }

    private static void Encode(SocketOption option, Span<byte> record)
    {
        Write(record, Options, BinaryPrimitives.ReadUInt32LittleEndian(record[Options..]) | Bit(option.Kind));
        switch (option.Kind)
        {
            case OptionKind.Dev:
                Encoding.UTF8.GetBytes(option.Text, record.Slice(Device, TextLength));
                break;
            case OptionKind.Congestion:
                Encoding.UTF8.GetBytes(option.Text, record.Slice(Congestion, TextLength));
                break;
            case OptionKind.Mark or OptionKind.Priority or OptionKind.Tos or OptionKind.RcvBuf or OptionKind.SndBuf:
                Write(record, ValueOf(option.Kind), option.Number);
                break;
        }
    }

    /// <summary>Where the value of an option stands; that of one that takes none is <see cref="One"/>.</summary>
    public static int ValueOf(OptionKind option) => option switch
    {
        OptionKind.Mark => Mark,
        OptionKind.Priority => Priority,
        OptionKind.Tos => Tos,
        OptionKind.RcvBuf => RcvBuf,
        OptionKind.SndBuf => SndBuf,
        OptionKind.Dev => Device,
        OptionKind.Congestion => Congestion,
        _ => One,
    };

    private static void Write(Span<byte> record, int offset, uint value) =>
        BinaryPrimitives.WriteUInt32LittleEndian(record[offset..], value);
}
