using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Fairlead.Rules;

namespace Fairlead.Engines.Seccomp;

/// <summary>What a program asked for, where a rule says that it keeps seeing that.</summary>
/// <param name="Address">The address, in the family of the program's socket.</param>
/// <param name="Port">The port; 0: the socket's real one.</param>
internal sealed record HiddenName(Address Address, ushort Port);

/// <summary>
/// What getsockname(2) and getpeername(2) show. The oldest entries go when the table is full (docs/limits.md).
/// </summary>
/// <typeparam name="TKey">
/// A socket cookie, which the kernel never gives to a second socket, so that a descriptor that is used again inherits
/// nothing; or the real endpoint of a listener, by which its accepted sockets are known.
/// </typeparam>
internal sealed class HiddenNames<TKey>
    where TKey : notnull
{
    private const int Most = 65536;
    private readonly Dictionary<TKey, HiddenName?> _names = [];
    private readonly Queue<TKey> _order = [];

    /// <summary>All that is known, to hand over to another supervisor.</summary>
    public IEnumerable<KeyValuePair<TKey, HiddenName>> All => _names.Where(entry => entry.Value is not null)!;

    /// <summary>Notes what a socket shows.</summary>
    public void Set(TKey key, HiddenName name)
    {
        ref var slot = ref CollectionsMarshal.GetValueRefOrAddDefault(_names, key, out var known);
        slot = name;
        if (known)
        {
            return;
        }
        _order.Enqueue(key);
        if (_order.Count > Most)
        {
            _names.Remove(_order.Dequeue());
        }
    }

    /// <summary>Lets a socket show the truth again. It keeps its place in the order, so that it has only one.</summary>
    public void Remove(TKey key)
    {
        ref var slot = ref CollectionsMarshal.GetValueRefOrNullRef(_names, key);
        if (!Unsafe.IsNullRef(ref slot))
        {
            slot = null;
        }
    }

    /// <summary>What a socket shows; null: the truth.</summary>
    public HiddenName? Find(TKey key) => _names.GetValueOrDefault(key);
}
