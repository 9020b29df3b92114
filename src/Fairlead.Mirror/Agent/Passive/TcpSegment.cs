using System.Buffers.Binary;

namespace Fairlead.Mirror.Agent.Passive;

/// <summary>A segment of TCP: RFC 9293.</summary>
internal readonly ref struct TcpSegment
{
    private const int Shortest = 20;
    private const byte Fin = 1, Syn = 2, Rst = 4, Ack = 16;
    private readonly byte _flags;

    private TcpSegment(ReadOnlySpan<byte> bytes, int header)
    {
        SourcePort = BinaryPrimitives.ReadUInt16BigEndian(bytes);
        DestinationPort = BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]);
        Sequence = BinaryPrimitives.ReadUInt32BigEndian(bytes[4..]);
        _flags = bytes[13];
        Data = bytes[header..];
    }

    public ushort SourcePort { get; }

    public ushort DestinationPort { get; }

    /// <summary>The number of its first byte.</summary>
    public uint Sequence { get; }

    public ReadOnlySpan<byte> Data { get; }

    /// <summary>Whether it asks for a connection.</summary>
    public bool IsSyn => (_flags & (Syn | Ack)) == Syn;

    /// <summary>Whether a client sends it on a connection that stands.</summary>
    public bool IsAck => (_flags & (Syn | Ack | Rst)) == Ack;

    /// <summary>Whether nothing comes after it.</summary>
    public bool IsFin => (_flags & Fin) != 0;

    /// <summary>Whether the connection is broken off.</summary>
    public bool IsRst => (_flags & Rst) != 0;

    /// <summary>Reads one.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out TcpSegment segment)
    {
        segment = default;
        if (bytes.Length < Shortest || (bytes[12] >> 4) * 4 is var header && (header < Shortest || header > bytes.Length))
        {
            return false;
        }
        segment = new TcpSegment(bytes, header);
        return true;
    }
}
