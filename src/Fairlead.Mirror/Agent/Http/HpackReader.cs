namespace Fairlead.Mirror.Agent.Http;

/// <summary>Reads the fields of one block of HPACK (RFC 7541), the first of its connection.</summary>
/// <remarks>
/// The dynamic table begins empty, and may have the default size, as the server has not allowed another one. What the
/// RFC calls a decoding error ends the reading, and <see cref="IsBad"/> says so. So does a block whose fields are too large
/// in all: a byte may name a field of thousands.
/// </remarks>
internal ref struct HpackReader(ReadOnlySpan<byte> block)
{
    private const int MostInteger = 1 << 24;
    private const int MostFields = 1 << 18;

    // RFC 7541, 6: the first bits of a field say its form, and how many bits of that byte are the first of its number.
    private const byte Indexed = 0x80;
    private const byte Added = 0x40;
    private const byte SizeUpdate = 0x20;
    private const byte Huffman = 0x80;

    private readonly HpackTable _table = new();
    private ReadOnlySpan<byte> _rest = block;
    private int _fields;

    /// <summary>Whether the block is not as the RFC says.</summary>
    public bool IsBad { get; private set; }

    /// <summary>Reads the next field. False: there is none, or it is bad.</summary>
    public bool TryRead(out byte[] name, out byte[] value)
    {
        (name, value) = ([], []);
        while (!_rest.IsEmpty && !IsBad)
        {
            var form = _rest[0];
            if ((form & (Indexed | Added | SizeUpdate)) == SizeUpdate)
            {
                IsBad = !TryInteger(5, out var size) || !_table.TryResize(size);
                continue;
            }
            IsBad = !((form & Indexed) != 0 ? TryIndexed(ref name, ref value) : TryLiteral(form, ref name, ref value));
            _fields += name.Length + value.Length + HpackTable.Overhead;
            IsBad |= _fields > MostFields;
            return !IsBad;
        }
        return false;
    }

    private bool TryIndexed(ref byte[] name, ref byte[] value) =>
        TryInteger(7, out var index) && _table.TryGet(index, ref name, ref value);

    private bool TryLiteral(byte form, ref byte[] name, ref byte[] value)
    {
        var isAdded = (form & Added) != 0;
        if (!TryInteger(isAdded ? 6 : 4, out var index))
        {
            return false;
        }
        if (index == 0 ? !TryString(out name) : !_table.TryGet(index, ref name, ref value))
        {
            return false;
        }
        if (!TryString(out value))
        {
            return false;
        }
        if (isAdded)
        {
            _table.Add(name, value);
        }
        return true;
    }

    // RFC 7541, 5.1.
    private bool TryInteger(int bits, out int value)
    {
        var most = (1 << bits) - 1;
        value = _rest[0] & most;
        _rest = _rest[1..];
        if (value < most)
        {
            return true;
        }
        for (var shift = 0; shift <= 21 && !_rest.IsEmpty; shift += 7)
        {
            var next = _rest[0];
            _rest = _rest[1..];
            value += (next & 0x7F) << shift;
            if ((next & 0x80) == 0)
            {
                return value <= MostInteger;
            }
        }
        return false;
    }

    // RFC 7541, 5.2.
    private bool TryString(out byte[] text)
    {
        text = [];
        if (_rest.IsEmpty)
        {
            return false;
        }
        var isHuffman = (_rest[0] & Huffman) != 0;
        if (!TryInteger(7, out var length) || length > _rest.Length)
        {
            return false;
        }
        var bytes = _rest[..length];
        _rest = _rest[length..];
        if (isHuffman)
        {
            return HuffmanCode.TryDecode(bytes, out text);
        }
        text = bytes.ToArray();
        return true;
    }
}
