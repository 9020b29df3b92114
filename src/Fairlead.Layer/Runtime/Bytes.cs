using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace System;

/// <summary>memcpy(3), memset(3) and their like over pointers.</summary>
internal static unsafe class Bytes
{
    public static void Copy(byte* to, byte* from, nuint count)
    {
        for (; count >= 8; count -= 8, to += 8, from += 8)
            *(ulong*)to = *(ulong*)from;
        for (; count > 0; count--)
            *to++ = *from++;
    }

    public static void Fill(byte* to, byte value, nuint count)
    {
        var eight = value * 0x0101_0101_0101_0101ul;
        for (; count >= 8; count -= 8, to += 8)
            *(ulong*)to = eight;
        for (; count > 0; count--)
            *to++ = value;
    }

    /// <summary>Whether two texts that end in a zero byte are the same.</summary>
    public static bool AreEqual(byte* a, byte* b)
    {
        for (; *a == *b; a++, b++)
        {
            if (*a == 0)
                return true;
        }
        return false;
    }

    /// <summary>Whether a text of this length is the literal.</summary>
    public static bool AreEqual(byte* text, ReadOnlySpan<byte> literal, int length)
    {
        var isEqual = length == literal.Length;
        for (var i = 0; i < length && isEqual; i++)
            isEqual = text[i] == literal[i];
        return isEqual;
    }

    /// <summary>Where a u8 literal stands; a zero byte is behind it.</summary>
    public static byte* At(ReadOnlySpan<byte> literal) => (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(literal));

    /// <summary>strlen(3)</summary>
    public static int Length(byte* text)
    {
        var length = 0;
        while (text[length] != 0)
            length++;
        return length;
    }
}
