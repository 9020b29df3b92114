using System.Buffers.Binary;

namespace Fairlead.Mirror.Frames;

/// <summary>What stands before the payload of each frame: twelve bytes, little-endian.</summary>
/// <remarks>
/// <code>
/// 0        4        8    9        12
/// | length | stream |type| 0 0 0  | payload: length bytes
/// </code>
/// </remarks>
/// <param name="Length">The bytes of the payload.</param>
/// <param name="Stream">What the frame belongs to; 0: the session. The feeder begins odd streams, the agent even ones.</param>
/// <param name="Type">What it is.</param>
internal readonly record struct FrameHeader(int Length, uint Stream, FrameType Type)
{
    /// <summary>The bytes of a header.</summary>
    public const int Size = 12;

    /// <summary>The most bytes of a payload.</summary>
    public const int MostPayload = 1 << 16;

    /// <summary>Writes it down.</summary>
    public void Write(Span<byte> to)
    {
        BinaryPrimitives.WriteInt32LittleEndian(to, Length);
        BinaryPrimitives.WriteUInt32LittleEndian(to[4..], Stream);
        BinaryPrimitives.WriteUInt32LittleEndian(to[8..], (byte)Type);
    }

    /// <summary>Reads one.</summary>
    /// <exception cref="ProtocolException">It is none.</exception>
    public static FrameHeader Read(ReadOnlySpan<byte> from)
    {
        var length = BinaryPrimitives.ReadUInt32LittleEndian(from);
        var type = BinaryPrimitives.ReadUInt32LittleEndian(from[8..]);
        if (length > MostPayload || type is 0 or > (uint)FrameType.Examined)
        {
            throw new ProtocolException(
                $"the other side sent what is no frame of this protocol: length {length}, type {type}; is it another program, or "
                + "another version of Fairlead?");
        }
        return new FrameHeader((int)length, BinaryPrimitives.ReadUInt32LittleEndian(from[4..]), (FrameType)type);
    }
}
