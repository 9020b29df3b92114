namespace Fairlead.Rules.Text;

/// <summary>A word or a part of one, so that an error can underline just the port or just the prefix length.</summary>
internal readonly struct Part(Token word, int start, int length)
{
    public ReadOnlySpan<char> Span => word.Text.AsSpan(start, length);

    public bool IsEmpty => length == 0;

    /// <summary>Whether the whole word is empty, which only quotes can make.</summary>
    public bool IsEmptyWord => word.Text.Length == 0;

    /// <summary>Where it begins in the line, from 0.</summary>
    public int Offset => word.OffsetOf(start);

    /// <summary>How much of the line it takes.</summary>
    public int Width => IsEmptyWord ? word.End - word.Start : word.OffsetOf(start + length) - Offset;

    public Part Before(int index) => new(word, start, index);

    public Part From(int index) => new(word, start + index, length - index);

    public override string ToString() => Span.ToString();
}
