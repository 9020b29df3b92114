using System.Runtime.CompilerServices;
using System.Threading;

namespace Fairlead.Layer.Reply;

/// <summary>One peer, and the address that it asked: read and written by threads and signal handlers without a lock.</summary>
/// <remarks>
/// <para>The sequence is odd while somebody writes. A reader takes what it has read if the sequence was even and is still the same;
/// a writer makes it odd by an exchange that one of them wins, and the others go elsewhere. Nobody waits for anybody.</para>
/// <para>Limits. An entry whose writer was another thread at the moment of fork(2) stays odd in the child: it is read and
/// written no more, and 16383 others are left. Every access is volatile, which is what keeps the order on arm64.</para>
/// </remarks>
internal unsafe struct PeerEntry
{
    private VolatileInt _sequence;
    private volatile uint _ports;
    private volatile bool _isAnswered;
    private volatile nuint _high, _low;
    private volatile nuint _askedHigh, _askedLow;

    /// <summary>When it was last used, by the clock of its set; 0: never.</summary>
    public uint Stamp;

    /// <summary>Whether nobody writes it.</summary>
    public readonly bool IsQuiet => (_sequence.Value & 1) == 0;

    public readonly bool IsOf(Peer* peer) => _low == peer->Address.Low && _ports == peer->Ports && _high == peer->Address.High;

    /// <summary>Reads what this peer asked; false: the entry is another's, or somebody writes it.</summary>
    public readonly bool TryRead(Peer* peer)
    {
        var before = _sequence.Value;
        if (!IsOf(peer))
            return false;
        peer->Asked.High = _askedHigh;
        peer->Asked.Low = _askedLow;
        peer->IsAnswered = _isAnswered;
        return (before & 1) == 0 && _sequence.Value == before;
    }

    /// <summary>Writes it; false: somebody else does.</summary>
    public bool TryWrite(Peer* peer)
    {
        var before = _sequence.Value;
        var sequence = (int*)Unsafe.AsPointer(ref _sequence);
        if ((before & 1) != 0 || Interlocked.CompareExchange(ref *sequence, before + 1, before) != before)
            return false;
        _ports = peer->Ports;
        _high = (nuint)peer->Address.High;
        _low = (nuint)peer->Address.Low;
        _askedHigh = (nuint)peer->Asked.High;
        _askedLow = (nuint)peer->Asked.Low;
        _isAnswered = peer->IsAnswered;
        _sequence.Value = before + 2;
        return true;
    }

    // A volatile field cannot be handed to an exchange.
    private struct VolatileInt
    {
        public volatile int Value;
    }
}
