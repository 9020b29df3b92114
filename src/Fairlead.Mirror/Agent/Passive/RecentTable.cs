namespace Fairlead.Mirror.Agent.Passive;

/// <summary>Things by key, in the order of their last use.</summary>
internal sealed class RecentTable<TKey, TValue>
    where TKey : notnull
{
    private readonly Dictionary<TKey, LinkedListNode<Entry>> _nodes = [];
    private readonly LinkedList<Entry> _order = new();

    public int Count => _nodes.Count;

    /// <summary>All of them, the oldest first.</summary>
    public IEnumerable<TValue> Values
    {
        get
        {
            for (var node = _order.First; node is not null; node = node.Next)
            {
                yield return node.Value.Value;
            }
        }
    }

    /// <summary>Finds a thing, and makes it the newest.</summary>
    public bool TryUse(in TKey key, long now, out TValue value)
    {
        value = default!;
        if (!_nodes.TryGetValue(key, out var node))
        {
            return false;
        }
        value = node.Value.Value;
        node.ValueRef.Used = now;
        if (node.Next is not null)
        {
            _order.Remove(node);
            _order.AddLast(node);
        }
        return true;
    }

    /// <summary>Adds a thing whose key is not there.</summary>
    public void Add(in TKey key, TValue value, long now) =>
        _nodes.Add(key, _order.AddLast(new Entry { Key = key, Value = value, Used = now }));

    /// <summary>Takes a thing out, if it is there.</summary>
    public bool Remove(in TKey key)
    {
        if (!_nodes.Remove(key, out var node))
        {
            return false;
        }
        _order.Remove(node);
        return true;
    }

    /// <summary>Takes the oldest out.</summary>
    /// <param name="before">Only if it was used last before this time.</param>
    /// <param name="value">What it was.</param>
    public bool TryTakeOldest(long before, out TValue value)
    {
        value = default!;
        if (_order.First is not { } node || node.Value.Used >= before)
        {
            return false;
        }
        value = node.Value.Value;
        return Remove(node.Value.Key);
    }

    private struct Entry
    {
        public TKey Key;
        public TValue Value;
        public long Used;
    }
}
