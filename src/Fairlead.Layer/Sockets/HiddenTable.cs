using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading;
using Fairlead.Linux;

namespace Fairlead.Layer.Sockets;

/// <summary>Names by key, in a table of fixed size without a lock; the oldest go.</summary>
/// <remarks>
/// <para>A key has a few places in the table. Cookies count up, so the places are taken in turn, and what is displaced is old.
/// </para>
/// <para>Each entry has a number that is odd while it is written. A writer that finds it odd takes another place, and a
/// reader that finds it odd or changed sees no name there: nobody ever waits, so neither a signal handler nor a child that was
/// forked in the middle of a write can hang. A socket has its name before the program is told of its bind or connect.</para>
/// </remarks>
internal static unsafe class HiddenTable
{
    private const int Ways = 4;
    private const int Sets = 16384;
    private const int EntryLength = 48;

    private static Table s_table;
    private static uint s_clock;

    /// <summary>Whether nothing was ever hidden in this process.</summary>
    public static bool IsEmpty => s_clock == 0;

    /// <summary>Notes a name; one of AF_UNSPEC is none.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Set(ulong key, SocketName* name)
    {
        var places = PlacesOf(key);
        for (var attempt = 0; attempt < Ways; attempt++)
        {
            var chosen = places;
            for (var i = 0; i < Ways; i++)
            {
                if (places[i].Key == key && (places[i].Sequence & 1) == 0)
                {
                    chosen = &places[i];
                    break;
                }
                if (places[i].Time < chosen->Time)
                    chosen = &places[i];
            }
            if (TryWrite(chosen, key, name))
                return;
        }
    }

    /// <summary>Finds a name.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static bool TryFind(ulong key, SocketName* name)
    {
        var places = PlacesOf(key);
        for (var i = 0; i < Ways; i++)
        {
            if (places[i].Key == key && TryRead(&places[i], key, name))
                return name->Family != SocketConstants.AF_UNSPEC;
        }
        return false;
    }

    private static bool TryWrite(Entry* entry, ulong key, SocketName* name)
    {
        var before = entry->Sequence;
        if ((before & 1) != 0 || Interlocked.CompareExchange(ref *(int*)entry, before + 1, before) != before)
        {
            entry->Time = ++s_clock;
            return false;
        }
        entry->Key = (nuint)key;
        entry->Name0 = name->Word0;
        entry->Name1 = name->Word1;
        entry->Name2 = name->Word2;
        entry->Name3 = name->Word3;
        entry->Time = ++s_clock;
        entry->Sequence = before + 2;
        return true;
    }

    private static bool TryRead(Entry* entry, ulong key, SocketName* name)
    {
        var before = entry->Sequence;
        name->Word0 = entry->Name0;
        name->Word1 = entry->Name1;
        name->Word2 = entry->Name2;
        name->Word3 = entry->Name3;
        return (before & 1) == 0 && entry->Key == key && entry->Sequence == before;
    }

    private static Entry* PlacesOf(ulong key) =>
        (Entry*)Unsafe.AsPointer(ref s_table.First) + (int)(((key >> 2) % Sets) * Ways);

    [StructLayout(LayoutKind.Sequential, Size = Sets * Ways * EntryLength)]
    private struct Table
    {
        public Entry First;
    }

    /// <summary>One name. Every field is volatile, as readers depend on the order of reads and writes.</summary>
    [StructLayout(LayoutKind.Sequential, Size = EntryLength)]
    private struct Entry
    {
        public volatile int Sequence;
        public volatile uint Time;
        public volatile nuint Key;
        public volatile nuint Name0;
        public volatile nuint Name1;
        public volatile nuint Name2;
        public volatile nuint Name3;
    }
}
