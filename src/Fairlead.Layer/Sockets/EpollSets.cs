using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading;

namespace Fairlead.Layer.Sockets;

/// <summary>The numbers of the epoll sets of this process, so that a connection need not walk over all descriptors for them.</summary>
/// <remarks>
/// A number stays when its set is closed: it is looked at before it is used. What was there before the first walk, that walk
/// finds. A process with more sets than there is room for walks each time.
/// </remarks>
internal static unsafe class EpollSets
{
    private const int Most = 16;

    private static Table s_numbers;
    private static volatile bool s_areMore;

    /// <summary>Whether all sets are in the table.</summary>
    public static bool AreAllKnown => !s_areMore;

    /// <summary>Notes a set; a number under 0 is none.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int Add(int epoll)
    {
        var i = 0;
        while (epoll >= 0 && i < Most && !IsAt(i, epoll + 1))
            i++;
        if (i == Most)
            s_areMore = true;
        return epoll;
    }

    /// <summary>The number in a place of the table, or -1; false: there are no more places.</summary>
    public static bool TryGet(int place, out int epoll)
    {
        epoll = place < Most ? *At(place) - 1 : -1;
        return epoll >= 0;
    }

    // The place is taken by this number, or was free.
    private static bool IsAt(int place, int value) =>
        *At(place) == value || Interlocked.CompareExchange(ref *At(place), value, 0) is var was && (was == 0 || was == value);

    private static int* At(int place) => (int*)Unsafe.AsPointer(ref s_numbers.First) + place;

    [StructLayout(LayoutKind.Sequential, Size = Most * sizeof(int))]
    private struct Table
    {
        public int First;
    }
}
