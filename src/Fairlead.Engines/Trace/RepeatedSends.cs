using Fairlead.Linux;

namespace Fairlead.Engines.Trace;

/// <summary>Datagrams from one socket to one address: the first is shown at once, the others as a count.</summary>
internal sealed class RepeatedSends
{
    private const int MaxEntries = 4096;

    private readonly Dictionary<(ulong Cookie, SocketName To, Errno Errno), int> _indexes = [];
    private readonly List<(TraceEvent First, long More)> _entries = [];

    /// <summary>Datagrams to addresses beyond those that are kept apart.</summary>
    public long Others { get; private set; }

    /// <summary>One event for each socket, address and errno that repeated.</summary>
    public IEnumerable<TraceEvent> Counts =>
        from entry in _entries
        where entry.More > 0
        select entry.First with { Detail = $"{entry.More} more of these", Result = null };

    /// <summary>Counts a datagram; true: it is the first of its kind, and to be shown.</summary>
    public bool IsFirst(ulong cookie, SocketName to, Errno errno, TraceEvent send)
    {
        if (_indexes.TryGetValue((cookie, to, errno), out var index))
        {
            _entries[index] = (_entries[index].First, _entries[index].More + 1);
            return false;
        }
        if (_entries.Count == MaxEntries)
        {
            Others++;
            return false;
        }
        _indexes[(cookie, to, errno)] = _entries.Count;
        _entries.Add((send, 0));
        return true;
    }
}
