using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Fairlead.Layer.Reply;

/// <summary>Which address each peer asked: a table of fixed size, in which the longest unused entry of a set makes room.</summary>
/// <remarks>
/// <para>Order of events. A datagram is received - its peer is noted with the address that it asked, and with whether a rule wants
/// answers from there - an answer to that peer looks it up. The key has the port and not the socket, as a server may answer on
/// another socket of the same port; so may its child.</para>
/// <para>Limits. A peer that asks two addresses from one port before the first has answered gets both answers from the second.
/// Of two threads that note one peer at once, one wins: both entries are right, and the first that is found counts.</para>
/// </remarks>
internal static unsafe class Peers
{
    private const int Sets = 2048, Ways = 8;

    /// <summary>The bytes of a set: whole cache lines.</summary>
    private const int Size = 512;

    private static Table s_peers;

    /// <summary>Says what this peer asked last; false: it is not known.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static bool TryFind(Peer* peer)
    {
        var set = SetOf(peer);
        var entry = set->Entries;
        for (var way = 0; way < Ways; way++, entry++)
        {
            if (!entry->TryRead(peer))
                continue;
            if (entry->Stamp != set->Clock)
                entry->Stamp = ++set->Clock;
            return true;
        }
        return false;
    }

    /// <summary>Notes what this peer asked: over its own entry, or the longest unused.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Note(Peer* peer)
    {
        var set = SetOf(peer);
        for (var tries = 0; tries < Ways; tries++)
        {
            var entry = PlaceOf(set, peer);
            if (entry == null || !entry->TryWrite(peer))
                continue;
            entry->Stamp = ++set->Clock;
            return;
        }
    }

    private static PeerEntry* PlaceOf(Set* set, Peer* peer)
    {
        PeerEntry* oldest = null;
        var entry = set->Entries;
        for (var way = 0; way < Ways; way++, entry++)
        {
            if (!entry->IsQuiet)
                continue;
            if (entry->IsOf(peer))
                return entry;
            if (oldest == null || entry->Stamp < oldest->Stamp)
                oldest = entry;
        }
        return oldest;
    }

    private static Set* SetOf(Peer* peer)
    {
        var hash = (peer->Address.High ^ peer->Address.Low ^ peer->Ports) * 0x9E3779B97F4A7C15;
        hash = (hash ^ (hash >> 32)) * 0xBF58476D1CE4E5B9;
        return (Set*)Unsafe.AsPointer(ref s_peers) + ((hash >> 40) % Sets);
    }

    [StructLayout(LayoutKind.Sequential, Size = Sets * Size)]
    private struct Table
    {
        public ulong First;
    }

    [StructLayout(LayoutKind.Sequential, Size = Size)]
    private struct Set
    {
        /// <summary>Counts uses.</summary>
        public uint Clock;

        private PeerEntry _first;

        public PeerEntry* Entries => (PeerEntry*)Unsafe.AsPointer(ref _first);
    }
}
