using Fairlead.Linux;

namespace Fairlead.Bpf.Extended;

/// <summary>BPF_MAP_TYPE_RINGBUF: the records that nobody has read yet.</summary>
internal sealed class RingStore(MapDefinition definition) : MapStore(definition)
{
    private const ulong BPF_RB_NO_WAKEUP = 1;
    private const ulong BPF_RB_FORCE_WAKEUP = 2;

    private readonly List<byte[]> _records = [];
    private long _room = definition.MaxEntries;

    /// <summary>0, or a negated errno.</summary>
    public int Output(ReadOnlySpan<byte> record, ulong flags)
    {
        if ((flags & ~(BPF_RB_NO_WAKEUP | BPF_RB_FORCE_WAKEUP)) != 0) return -(int)Errno.EINVAL;
        long need = (record.Length + 8 + 7) / 8 * 8;
        if (need >= _room) return -(int)Errno.EAGAIN;
        _room -= need;
        _records.Add(record.ToArray());
        return 0;
    }

    /// <summary>Reads all records.</summary>
    public byte[][] Drain()
    {
        byte[][] records = [.. _records];
        _records.Clear();
        _room = Definition.MaxEntries;
        return records;
    }
}
