using System.Buffers.Binary;
using System.Text;

namespace Fairlead.Mirror.Names;

/// <summary>The one question of a DNS message: RFC 1035, section 4.</summary>
/// <param name="Name">The name in lower case, with no dot at its end; null: it has labels that no name of a host has.</param>
/// <param name="Type">What is asked: <see cref="A"/>, ...</param>
/// <param name="Class">IN, as a rule.</param>
/// <param name="End">Where it ends in the message.</param>
internal readonly record struct DnsQuestion(string? Name, ushort Type, ushort Class, int End)
{
    /// <summary>An IPv4 address.</summary>
    public const ushort A = 1;

    /// <summary>The name of an address.</summary>
    public const ushort PTR = 12;

    /// <summary>An IPv6 address.</summary>
    public const ushort AAAA = 28;

    /// <summary>The Internet.</summary>
    public const ushort IN = 1;

    private const int MostLabel = 63;
    private const int MostName = 255;

    /// <summary>Whether it asks for addresses.</summary>
    public bool IsAddress => Class == IN && Type is A or AAAA;

    /// <summary>Reads the question of a message that has exactly one; false: it has not, or is no DNS message.</summary>
    public static bool TryRead(ReadOnlySpan<byte> message, out DnsQuestion question)
    {
        question = default;
        if (message.Length < DnsMessage.HeaderSize || DnsMessage.Questions(message) != 1)
        {
            return false;
        }
        var name = new StringBuilder();
        var at = DnsMessage.HeaderSize;
        var isHost = true;
        while (at < message.Length && message[at] != 0)
        {
            var length = message[at];
            if (length > MostLabel || at + 1 + length >= message.Length || at + 1 + length - DnsMessage.HeaderSize >= MostName)
            {
                return false;
            }
            isHost &= Append(name, message.Slice(at + 1, length));
            at += 1 + length;
        }
        if (at + 1 + (2 * sizeof(ushort)) > message.Length)
        {
            return false;
        }
        question = new DnsQuestion(
            isHost ? name.ToString() : null, BinaryPrimitives.ReadUInt16BigEndian(message[(at + 1)..]),
            BinaryPrimitives.ReadUInt16BigEndian(message[(at + 3)..]), at + 5);
        return true;
    }

    /// <summary>A message that asks for a name; null: the name is too long, or none.</summary>
    public static byte[]? Ask(string name, ushort type)
    {
        var message = new byte[DnsMessage.HeaderSize + name.Length + 2 + (2 * sizeof(ushort))];
        DnsMessage.BeginQuery(message);
        var at = DnsMessage.HeaderSize;
        foreach (var label in name.Split('.'))
        {
            if (label.Length is 0 or > MostLabel || !Ascii.IsValid(label))
            {
                return null;
            }
            message[at] = (byte)label.Length;
            at += 1 + Encoding.ASCII.GetBytes(label, message.AsSpan(at + 1));
        }
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(at + 1), type);
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(at + 3), IN);
        return name.Length + 2 <= MostName ? message : null;
    }

    private static bool Append(StringBuilder name, ReadOnlySpan<byte> label)
    {
        if (name.Length > 0)
        {
            name.Append('.');
        }
        var isHost = true;
        foreach (var b in label)
        {
            isHost &= b is > (byte)' ' and < 0x7F and not (byte)'.';
            name.Append(char.ToLowerInvariant((char)b));
        }
        return isHost;
    }
}
