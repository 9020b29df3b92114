using Fairlead.Linux;

namespace Fairlead.Mirror.Sockets;

/// <summary>Bytes that a socket does not take yet. How many there may be is for the sender's credit to limit.</summary>
internal sealed class ByteQueue
{
    private byte[] _bytes = [];
    private int _start;
    private int _end;

    public int Count => _end - _start;

    public void Add(ReadOnlySpan<byte> bytes)
    {
        if (_end + bytes.Length > _bytes.Length)
        {
            MakeRoom(bytes.Length);
        }
        bytes.CopyTo(_bytes.AsSpan(_end));
        _end += bytes.Length;
    }

    /// <summary>Writes as much as the descriptor takes; gives how many bytes that were, or the error.</summary>
    public SysResult WriteTo(int descriptor)
    {
        var written = Libc.write(descriptor, _bytes.AsSpan(_start, Count));
        if (written.Ok)
        {
            _start += written.Int;
            if (Count == 0)
            {
                // An idle connection keeps no memory.
                (_bytes, _start, _end) = (_bytes.Length > 1 << 16 ? [] : _bytes, 0, 0);
            }
        }
        return written;
    }

    private void MakeRoom(int more)
    {
        var to = Count + more <= _bytes.Length / 2 ? _bytes : new byte[Math.Max(4096, (Count + more) * 2)];
        _bytes.AsSpan(_start, Count).CopyTo(to);
        (_bytes, _start, _end) = (to, 0, Count);
    }
}
