using System.Buffers.Binary;

namespace Fairlead.Mirror.Agent.Http;

/// <summary>The frames that a client sends first in HTTP/2 with prior knowledge (RFC 9113, 3.3 and 4.1).</summary>
internal ref struct Http2Frames
{
    /// <summary>How long a frame may be before the server has allowed longer ones.</summary>
    private const int MostPayload = 1 << 14;

    private readonly ReadOnlySpan<byte> _bytes;

    /// <param name="bytes">What the client sent, from its first byte.</param>
    public Http2Frames(ReadOnlySpan<byte> bytes)
    {
        _bytes = bytes;
        Offset = Preface.Length;
    }

    /// <summary>What a client says first.</summary>
    public static ReadOnlySpan<byte> Preface => "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8;

    /// <summary>A server's SETTINGS that change nothing.</summary>
    public static ReadOnlySpan<byte> EmptySettings => [0, 0, 0, Http2Frame.Settings, 0, 0, 0, 0, 0];

    /// <summary>How many bytes come before the next frame.</summary>
    public int Offset { get; private set; }

    /// <summary>Whether what there is ends with a whole frame.</summary>
    public readonly bool IsAtEnd => Offset == _bytes.Length;

    /// <summary>Whether the next frame is longer than a client may send.</summary>
    public bool IsTooLong { get; private set; }

    /// <summary>Where the client acknowledges SETTINGS; -1: it has not yet.</summary>
    public static int FindAcknowledgement(ReadOnlySpan<byte> bytes)
    {
        var frames = new Http2Frames(bytes);
        while (bytes.StartsWith(Preface))
        {
            var offset = frames.Offset;
            if (!frames.TryNext(out var frame))
            {
                break;
            }
            if (frame.Type == Http2Frame.Settings && frame.Has(Http2Frame.Ack))
            {
                return offset;
            }
        }
        return -1;
    }

    /// <summary>Reads the next frame, if it is whole.</summary>
    public bool TryNext(out Http2Frame frame)
    {
        frame = default;
        var rest = _bytes[Math.Min(Offset, _bytes.Length)..];
        if (rest.Length < Http2Frame.HeaderSize)
        {
            return false;
        }
        var length = (rest[0] << 16) | BinaryPrimitives.ReadUInt16BigEndian(rest[1..]);
        IsTooLong = length > MostPayload;
        if (IsTooLong || rest.Length < Http2Frame.HeaderSize + length)
        {
            return false;
        }
        frame = new Http2Frame
        {
            Type = rest[3],
            Flags = rest[4],
            Stream = BinaryPrimitives.ReadUInt32BigEndian(rest[5..]) & int.MaxValue,
            Payload = rest.Slice(Http2Frame.HeaderSize, length),
        };
        Offset += Http2Frame.HeaderSize + length;
        return true;
    }
}

/// <summary>A frame of HTTP/2.</summary>
internal readonly ref struct Http2Frame
{
    public const int HeaderSize = 9;

    public const byte Headers = 1;
    public const byte Priority = 2;
    public const byte Settings = 4;
    public const byte Ping = 6;
    public const byte WindowUpdate = 8;
    public const byte Continuation = 9;

    /// <summary>Of SETTINGS and PING.</summary>
    public const byte Ack = 0x1;

    /// <summary>No CONTINUATION follows.</summary>
    public const byte EndHeaders = 0x4;

    /// <summary>The first byte says how many at the end are padding.</summary>
    public const byte Padded = 0x8;

    /// <summary>Five bytes of a priority come first.</summary>
    public const byte HasPriority = 0x20;

    public byte Type { get; init; }

    public byte Flags { get; init; }

    public uint Stream { get; init; }

    public ReadOnlySpan<byte> Payload { get; init; }

    public bool Has(byte flag) => (Flags & flag) != 0;
}
