using System.Buffers.Binary;
using System.Text;

namespace Fairlead.Engines.Cgroup.Compile;

/// <summary>A pattern for command names, as two words to compare under masks.</summary>
/// <param name="Masks">The bits that count.</param>
/// <param name="Values">What they must be.</param>
internal sealed record CommandPattern(ulong[] Masks, ulong[] Values)
{
    /// <summary>TASK_COMM_LEN of linux/sched.h, with the final zero.</summary>
    private const int Length = 16;

    /// <summary>Reads a name, or the beginning of one with a * behind it. One that is too long is met by no process.</summary>
    public static CommandPattern Of(string pattern)
    {
        var isPrefix = pattern.EndsWith('*');
        var name = Encoding.UTF8.GetBytes(isPrefix ? pattern[..^1] : pattern);
        Span<byte> masks = stackalloc byte[Length], values = stackalloc byte[Length];
        masks.Clear();
        values.Clear();
        name.AsSpan(0, Math.Min(name.Length, Length)).CopyTo(values);
        // A name of 16 bytes or more asks for a last byte that is not zero, which no comm has.
        masks[..(isPrefix ? Math.Min(name.Length, Length) : Length)].Fill(byte.MaxValue);
        return new CommandPattern(Words(masks), Words(values));
    }

    private static ulong[] Words(ReadOnlySpan<byte> bytes) =>
        [BinaryPrimitives.ReadUInt64LittleEndian(bytes), BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..])];
}
