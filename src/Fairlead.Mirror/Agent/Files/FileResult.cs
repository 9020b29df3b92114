using System.Buffers;
using System.Runtime.InteropServices;
using Fairlead.Linux;

namespace Fairlead.Mirror.Agent.Files;

/// <summary>What came of a question about a file: an error, or bytes. To be disposed of once.</summary>
internal sealed class FileResult : IDisposable
{
    private byte[] _bytes = [];
    private int _length;

    /// <summary>Why it failed.</summary>
    public Errno Errno { get; set; }

    /// <summary>The handle of an open file.</summary>
    public int Handle { get; set; }

    /// <summary>st_mode, where the file was asked for.</summary>
    public uint Mode { get; private set; }

    /// <summary>The answer's bytes.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _length);

    /// <summary>Only the error.</summary>
    public static FileResult Of(Errno errno) => new() { Errno = errno };

    /// <summary>Room for more bytes, which count once they are <see cref="Added"/>.</summary>
    public Span<byte> Room(int most)
    {
        if (_bytes.Length - _length < most)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_length + most, _bytes.Length * 2));
            Bytes.CopyTo(larger);
            Free();
            _bytes = larger;
        }
        return _bytes.AsSpan(_length, most);
    }

    /// <summary>So many bytes were put into the room.</summary>
    public void Added(int count) => _length += count;

    /// <summary>Adds what is known of a file.</summary>
    public void Add(in fuse_attr attributes)
    {
        Mode = attributes.mode;
        Add(MemoryMarshal.AsBytes(new ReadOnlySpan<fuse_attr>(in attributes)));
    }

    /// <summary>Adds bytes.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Room(bytes.Length));
        _length += bytes.Length;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Free();
        (_bytes, _length) = ([], 0);
    }

    private void Free()
    {
        if (_bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
        }
    }
}
