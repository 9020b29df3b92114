using Fairlead.Linux;
using static Fairlead.Linux.BpfConstants;
using static Fairlead.Linux.MmanConstants;

namespace Fairlead.Engines.Cgroup.Kernel;

/// <summary>The one reader of a BPF_MAP_TYPE_RINGBUF: records in the order in which programs reserved their space.</summary>
/// <remarks>
/// <para>
/// The kernel shows a page with the reader's position, a page with the writers' position, and the data twice in a row, so
/// that a record that wraps around is whole in memory. Positions only grow; a position modulo the size is a place. A
/// record is a header of 8 bytes (its length and two bits) and its bytes, padded to 8.
/// </para>
/// <para>
/// Order: a writer moves its position and sets the busy bit under a lock, writes the record, then clears the bit. So the
/// writers' position is read before a header, a header before its record, and the reader's position is written only when the
/// record is no longer used. A busy record holds back those behind it.
/// </para>
/// <para>
/// Wake-ups: the kernel wakes a poll(2) only for a record that the reader has caught up with, so drain it until
/// <see cref="TryRead"/> says false before waiting. poll(2) itself looks at the positions, so nothing is missed in between.
/// Limits: one thread, one reader; what does not fit is lost at the writer (bpf_ringbuf_output fails there). Reading needs
/// only the descriptor, no capability.
/// </para>
/// </remarks>
public sealed unsafe class RingBuffer : IDisposable
{
    private readonly nuint _page = (nuint)Environment.SystemPageSize;
    private readonly nuint _size;
    private readonly ulong* _readPosition;
    private readonly ulong* _writePosition;
    private readonly byte* _data;

    // The reader's position, and where it will be when the record that was given out is no longer used.
    private ulong _next;
    private bool _closed;

    /// <summary>Opens the buffer of a map, which must stay open as long.</summary>
    public RingBuffer(LoadedMap map)
        : this(map.Descriptor, map.Definition.MaxEntries)
    {
    }

    internal RingBuffer(int descriptor, int size)
    {
        Descriptor = descriptor;
        _size = (nuint)size;
        _readPosition = (ulong*)Map(_page, PROT_READ | PROT_WRITE, 0);
        try
        {
            var written = Map(_page + (2 * _size), PROT_READ, (nint)_page);
            _writePosition = (ulong*)written;
            _data = written + _page;
        }
        catch
        {
            _ = Libc.munmap(_readPosition, _page);
            throw;
        }
        _next = Volatile.Read(ref *_readPosition);
    }

    /// <summary>For poll(2), POLLIN.</summary>
    public int Descriptor { get; }

    /// <summary>The next record, in place: it is valid until the next call. False where there is none yet.</summary>
    public bool TryRead(out ReadOnlySpan<byte> record)
    {
        Release();
        while (_next < Volatile.Read(ref *_writePosition))
        {
            var place = _data + (_next & (_size - 1));
            uint header = Volatile.Read(ref *(uint*)place);
            if ((header & BPF_RINGBUF_BUSY_BIT) != 0) break;
            uint length = header & ~BPF_RINGBUF_DISCARD_BIT;
            _next += RoundUp(length + BPF_RINGBUF_HDR_SZ);
            if ((header & BPF_RINGBUF_DISCARD_BIT) == 0)
            {
                record = new ReadOnlySpan<byte>(place + BPF_RINGBUF_HDR_SZ, (int)length);
                return true;
            }
            Release();
        }
        record = default;
        return false;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_closed) return;
        _closed = true;
        Release();
        _ = Libc.munmap(_readPosition, _page);
        _ = Libc.munmap(_writePosition, _page + (2 * _size));
    }

    private void Release() => Volatile.Write(ref *_readPosition, _next);

    private static ulong RoundUp(uint length) => (length + 7ul) & ~7ul;

    private byte* Map(nuint length, int protection, nint offset)
    {
        var errno = Libc.mmap(length, protection, MAP_SHARED, Descriptor, offset, out var address);
        LinuxException.ThrowIf(errno, "mmap of a BPF ring buffer", BpfCall.Advice(errno));
        return address;
    }
}
