using System.Text;

namespace Fairlead.Mirror.Agent.Http;

/// <summary>The fields that a block of HPACK may name by a number (RFC 7541, 2.3): the static table, then the dynamic one.</summary>
internal sealed class HpackTable
{
    /// <summary>What a field counts beside its bytes.</summary>
    public const int Overhead = 32;

    /// <summary>How large the dynamic table may be where the server has not said otherwise.</summary>
    private const int DefaultSize = 4096;

    private static readonly Field[] s_static =
    [
        Known(":authority"),
        Known(":method", "GET"),
        Known(":method", "POST"),
        Known(":path", "/"),
        Known(":path", "/index.html"),
        Known(":scheme", "http"),
        Known(":scheme", "https"),
        Known(":status", "200"),
        Known(":status", "204"),
        Known(":status", "206"),
        Known(":status", "304"),
        Known(":status", "400"),
        Known(":status", "404"),
        Known(":status", "500"),
        Known("accept-charset"),
        Known("accept-encoding", "gzip, deflate"),
        Known("accept-language"),
        Known("accept-ranges"),
        Known("accept"),
        Known("access-control-allow-origin"),
        Known("age"),
        Known("allow"),
        Known("authorization"),
        Known("cache-control"),
        Known("content-disposition"),
        Known("content-encoding"),
        Known("content-language"),
        Known("content-length"),
        Known("content-location"),
        Known("content-range"),
        Known("content-type"),
        Known("cookie"),
        Known("date"),
        Known("etag"),
        Known("expect"),
        Known("expires"),
        Known("from"),
        Known("host"),
        Known("if-match"),
        Known("if-modified-since"),
        Known("if-none-match"),
        Known("if-range"),
        Known("if-unmodified-since"),
        Known("last-modified"),
        Known("link"),
        Known("location"),
        Known("max-forwards"),
        Known("proxy-authenticate"),
        Known("proxy-authorization"),
        Known("range"),
        Known("referer"),
        Known("refresh"),
        Known("retry-after"),
        Known("server"),
        Known("set-cookie"),
        Known("strict-transport-security"),
        Known("transfer-encoding"),
        Known("user-agent"),
        Known("vary"),
        Known("via"),
        Known("www-authenticate"),
    ];

    // The newest is the last.
    private readonly List<Field> _dynamic = [];
    private int _most = DefaultSize;
    private int _size;

    /// <summary>Gives the field of a number, from 1. False: there is none.</summary>
    public bool TryGet(int index, ref byte[] name, ref byte[] value)
    {
        var place = index - 1 - s_static.Length;
        if (index < 1 || place >= _dynamic.Count)
        {
            return false;
        }
        var field = place < 0 ? s_static[index - 1] : _dynamic[_dynamic.Count - 1 - place];
        (name, value) = (field.Name, field.Value);
        return true;
    }

    /// <summary>Adds a field. The oldest ones go for it; one that is larger than the table empties it.</summary>
    public void Add(byte[] name, byte[] value)
    {
        var field = new Field(name, value);
        Shrink(_most - field.Size);
        if (field.Size <= _most)
        {
            _dynamic.Add(field);
            _size += field.Size;
        }
    }

    /// <summary>Changes the size. False: it is more than the client may take.</summary>
    public bool TryResize(int most)
    {
        _most = most;
        Shrink(most);
        return most <= DefaultSize;
    }

    private void Shrink(int most)
    {
        while (_size > most && _dynamic.Count > 0)
        {
            _size -= _dynamic[0].Size;
            _dynamic.RemoveAt(0);
        }
    }

    private static Field Known(string name, string value = "") => new(Encoding.ASCII.GetBytes(name), Encoding.ASCII.GetBytes(value));

    private readonly record struct Field(byte[] Name, byte[] Value)
    {
        public int Size => Name.Length + Value.Length + Overhead;
    }
}
