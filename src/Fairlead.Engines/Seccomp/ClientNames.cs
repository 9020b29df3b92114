using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Fairlead.Engines.Feeding;

namespace Fairlead.Engines.Seccomp;

/// <summary>Who is behind the connections that a feeder makes to a program under the seccomp engine.</summary>
/// <remarks>
/// The feeder's threads write, the supervisor's reads. A connection can be over for the feeder while it still waits in the
/// program's backlog, or while the program still asks who it was: so a name that was removed is still found until its
/// source port is used again, or until 16384 later ones were removed.
/// </remarks>
public sealed class ClientNames : IClientNames
{
    /// <summary>How many flows can be noted at a time.</summary>
    public const int Most = 65536;

    /// <summary>How many flows are known that are over; more than the backlog of a listener holds.</summary>
    public const int MostEnded = 16384;

    private readonly Lock _lock = new();
    private readonly Dictionary<FlowKey, Entry> _names = [];
    private readonly Queue<(FlowKey Key, ulong Turn)> _ended = [];
    private int _live;
    private ulong _turn;

    /// <inheritdoc/>
    public bool Set(in FlowKey flow, in FlowName name)
    {
        lock (_lock)
        {
            ref var entry = ref CollectionsMarshal.GetValueRefOrNullRef(_names, flow);
            if (!Unsafe.IsNullRef(ref entry) && entry.IsLive)
            {
                entry = new Entry(name, 0);
                return true;
            }
            if (_live == Most)
            {
                return false;
            }
            _names[flow] = new Entry(name, 0);
            _live++;
            return true;
        }
    }

    /// <inheritdoc/>
    public void Remove(in FlowKey flow)
    {
        lock (_lock)
        {
            ref var entry = ref CollectionsMarshal.GetValueRefOrNullRef(_names, flow);
            if (Unsafe.IsNullRef(ref entry) || !entry.IsLive)
            {
                return;
            }
            entry = entry with { Ended = ++_turn };
            _live--;
            _ended.Enqueue((flow, _turn));
            ForgetOldest();
        }
    }

    /// <summary>Who is behind a flow; null: none that the feeder has made.</summary>
    public FlowName? Find(in FlowKey flow)
    {
        lock (_lock)
        {
            return _names.TryGetValue(flow, out var entry) ? entry.Name : null;
        }
    }

    // What was noted anew since it ended is no longer that entry.
    private void ForgetOldest()
    {
        while (_ended.Count > MostEnded)
        {
            var (key, turn) = _ended.Dequeue();
            if (_names.TryGetValue(key, out var entry) && entry.Ended == turn)
            {
                _names.Remove(key);
            }
        }
    }

    // Ended: the turn in which it was removed; 0: it was not.
    private readonly record struct Entry(FlowName Name, ulong Ended)
    {
        public bool IsLive => Ended == 0;
    }
}
