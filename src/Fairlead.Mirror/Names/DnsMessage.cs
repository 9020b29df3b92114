using System.Buffers.Binary;

namespace Fairlead.Mirror.Names;

/// <summary>What is read and made of DNS messages: RFC 1035, section 4; RFC 6891 for the size. Everything is checked for bounds.</summary>
/// <remarks>
/// <code>
/// 0    2       4    6    8    10   12
/// | id | flags | QD | AN | NS | AR | questions, answers, authorities, additional records
/// </code>
/// </remarks>
internal static class DnsMessage
{
    public const int HeaderSize = 12;

    /// <summary>The longest message.</summary>
    public const int Most = ushort.MaxValue;

    /// <summary>What a datagram carries where nothing else was said.</summary>
    public const int SmallSize = 512;

    private const ushort QR = 0x8000;
    private const ushort Opcode = 0x7800;
    private const ushort TC = 0x0200;
    private const ushort RD = 0x0100;
    private const ushort RA = 0x0080;
    private const ushort OPT = 41;
    private const int AfterName = 10;

    /// <summary>Which exchange it belongs to.</summary>
    public static ushort Id(ReadOnlySpan<byte> message) => BinaryPrimitives.ReadUInt16BigEndian(message);

    /// <summary>Changes that.</summary>
    public static void SetId(Span<byte> message, ushort id) => BinaryPrimitives.WriteUInt16BigEndian(message, id);

    /// <summary>How many questions it has.</summary>
    public static int Questions(ReadOnlySpan<byte> message) => BinaryPrimitives.ReadUInt16BigEndian(message[4..]);

    /// <summary>Whether it is a standard query.</summary>
    public static bool IsQuery(ReadOnlySpan<byte> message) => (Flags(message) & (QR | Opcode)) == 0;

    /// <summary>Whether it was cut to fit a datagram.</summary>
    public static bool IsTruncated(ReadOnlySpan<byte> message) => (Flags(message) & TC) != 0;

    /// <summary>How the server judged.</summary>
    public static ResponseCode Code(ReadOnlySpan<byte> message) => (ResponseCode)(Flags(message) & 0xF);

    /// <summary>Whether a message answers a query: the id, and the question, but for the case of letters.</summary>
    public static bool Answers(ReadOnlySpan<byte> message, ReadOnlySpan<byte> query)
    {
        if (!DnsQuestion.TryRead(query, out var asked) || message.Length < HeaderSize
            || Id(message) != Id(query) || (Flags(message) & QR) == 0)
        {
            return false;
        }
        // A server that cannot read the question does not repeat it.
        return DnsQuestion.TryRead(message, out var answered)
            ? answered == asked
            : Questions(message) == 0 && Code(message) != ResponseCode.NoError;
    }

    /// <summary>The addresses among the answers, and for how many seconds they hold; null: the message is broken.</summary>
    public static List<(byte[] Data, uint Seconds)>? Addresses(ReadOnlySpan<byte> message, in DnsQuestion question)
    {
        var found = new List<(byte[], uint)>();
        var at = question.End;
        for (int left = BinaryPrimitives.ReadUInt16BigEndian(message[6..]); left > 0; left--)
        {
            if (!TryRecord(message, ref at, out var type, out _, out var seconds, out var data))
            {
                return null;
            }
            if (type == question.Type && data.Length == (type == DnsQuestion.A ? 4 : 16))
            {
                found.Add((data.ToArray(), seconds));
            }
        }
        return found;
    }

    /// <summary>How long a datagram may be that answers a query.</summary>
    public static int SizeFor(ReadOnlySpan<byte> query)
    {
        if (!DnsQuestion.TryRead(query, out var question))
        {
            return SmallSize;
        }
        var at = question.End;
        while (TryRecord(query, ref at, out var type, out var size, out _, out _))
        {
            if (type == OPT)
            {
                return Math.Max((int)size, SmallSize);
            }
        }
        return SmallSize;
    }

    /// <summary>What tells who asked by a datagram that the answer is too long for one.</summary>
    public static byte[] Truncate(ReadOnlySpan<byte> message)
    {
        var end = DnsQuestion.TryRead(message, out var question) ? question.End : HeaderSize;
        var cut = message[..end].ToArray();
        BinaryPrimitives.WriteUInt16BigEndian(cut.AsSpan(2), (ushort)(Flags(message) | TC));
        cut.AsSpan(6, 6).Clear();
        if (end == HeaderSize)
        {
            cut.AsSpan(4, 2).Clear();
        }
        return cut;
    }

    /// <summary>An answer to a query, with records of the question's own name, type and class.</summary>
    public static byte[] Reply(ReadOnlySpan<byte> query, ResponseCode code, IReadOnlyList<(byte[] Data, uint Seconds)> records)
    {
        const int pointer = 0xC000 | HeaderSize;
        var end = DnsQuestion.TryRead(query, out var question) ? question.End : HeaderSize;
        var length = end;
        foreach (var (data, _) in records)
        {
            length += sizeof(ushort) + AfterName + data.Length;
        }
        var reply = new byte[length];
        query[..end].CopyTo(reply);
        var flags = (Flags(query) & (Opcode | RD)) | QR | RA | (int)code;
        Write(reply, 2, flags);
        Write(reply, 4, end == HeaderSize ? 0 : 1);
        Write(reply, 6, records.Count);
        reply.AsSpan(8, 4).Clear();
        foreach (var (data, seconds) in records)
        {
            Write(reply, end, pointer);
            Write(reply, end + 2, question.Type);
            Write(reply, end + 4, question.Class);
            BinaryPrimitives.WriteUInt32BigEndian(reply.AsSpan(end + 6), seconds);
            Write(reply, end + AfterName, data.Length);
            data.CopyTo(reply, end + AfterName + 2);
            end += sizeof(ushort) + AfterName + data.Length;
        }
        return reply;
    }

    /// <summary>The header of a query that wants recursion.</summary>
    public static void BeginQuery(Span<byte> message)
    {
        message[..HeaderSize].Clear();
        BinaryPrimitives.WriteUInt16BigEndian(message[2..], RD);
        BinaryPrimitives.WriteUInt16BigEndian(message[4..], 1);
    }

    private static ushort Flags(ReadOnlySpan<byte> message) => BinaryPrimitives.ReadUInt16BigEndian(message[2..]);

    private static void Write(byte[] to, int at, int number) =>
        BinaryPrimitives.WriteUInt16BigEndian(to.AsSpan(at), (ushort)number);

    private static bool TryRecord(
        ReadOnlySpan<byte> message, ref int at, out ushort type, out ushort recordClass, out uint seconds, out ReadOnlySpan<byte> data)
    {
        (type, recordClass, seconds) = (0, 0, 0);
        data = default;
        if (!TrySkipName(message, ref at) || at + AfterName > message.Length)
        {
            return false;
        }
        type = BinaryPrimitives.ReadUInt16BigEndian(message[at..]);
        recordClass = BinaryPrimitives.ReadUInt16BigEndian(message[(at + 2)..]);
        seconds = BinaryPrimitives.ReadUInt32BigEndian(message[(at + 4)..]);
        var length = BinaryPrimitives.ReadUInt16BigEndian(message[(at + 8)..]);
        at += AfterName;
        if (at + length > message.Length)
        {
            return false;
        }
        data = message.Slice(at, length);
        at += length;
        return true;
    }

    // A pointer ends a name where it stands, and nobody follows it here.
    private static bool TrySkipName(ReadOnlySpan<byte> message, ref int at)
    {
        while (at < message.Length)
        {
            switch (message[at] >> 6)
            {
                case 0 when message[at] == 0:
                    at++;
                    return true;
                case 0:
                    at += 1 + message[at];
                    break;
                case 3:
                    at += sizeof(ushort);
                    return at <= message.Length;
                default:
                    return false;
            }
        }
        return false;
    }
}

/// <summary>How a server judges a query: the RCODE of RFC 1035.</summary>
internal enum ResponseCode
{
    NoError = 0,
    FormErr = 1,
    ServFail = 2,
    NXDomain = 3,
    NotImp = 4,
    Refused = 5,
}
