using Fairlead.Layer.Calls;

namespace Fairlead.Layer.Log;

/// <summary>One line of the log, made on the stack and written by one write(2), so that lines of processes do not mix.</summary>
internal unsafe struct LogLine
{
    private const int Most = 512;
    private fixed byte _text[Most];
    private int _length;

    public void Add(byte c)
    {
        if (_length < Most - 1)
            _text[_length++] = c;
    }

    public void Add(ReadOnlySpan<byte> text)
    {
        for (var i = 0; i < text.Length; i++)
            Add(text[i]);
    }

    /// <summary>Adds a text that ends in a zero byte.</summary>
    public void Add(byte* text)
    {
        while (*text != 0)
            Add(*text++);
    }

    /// <summary>Adds a decimal number.</summary>
    public void Add(uint number)
    {
        if (number >= 10)
            Add(number / 10);
        Add((byte)('0' + (number % 10)));
    }

    /// <summary>Ends the line and writes it.</summary>
    public void WriteTo(int descriptor)
    {
        _text[_length++] = (byte)'\n';
        fixed (byte* text = _text)
            _ = Imports.write(descriptor, text, (nuint)_length);
    }
}
