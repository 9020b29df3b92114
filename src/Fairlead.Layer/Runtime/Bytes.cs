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
        for (nuint i = 0; i < count; i++)
            to[i] = value;
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

    /// <summary>strlen(3)</summary>
    public static int Length(byte* text)
    {
        var length = 0;
        while (text[length] != 0)
            length++;
        return length;
    }
}
