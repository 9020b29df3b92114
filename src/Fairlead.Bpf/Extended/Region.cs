namespace Fairlead.Bpf.Extended;

/// <summary>What a pointer of a running program leads to.</summary>
internal enum RegionKind : byte
{
    Stack,
    Context,
    Map,
    MapValue,
    Socket,
}

/// <summary>A piece of memory that pointers lead to: see <see cref="Interpreter"/>.</summary>
internal struct Region
{
    public RegionKind Kind;

    /// <summary>The program has not yet compared a pointer to it with null.</summary>
    public bool Unchecked;

    public bool ReadOnly;

    /// <summary>The bytes; without an array, the pointer is null.</summary>
    public ArraySegment<byte> Bytes;

    /// <summary>The fields of a context or a socket.</summary>
    public ContextLayout? Layout;

    /// <summary>The map itself, as helper functions take it.</summary>
    public MapStore? Map;
}
