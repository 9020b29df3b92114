using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Fairlead.Layer.Reply;

/// <summary>What is known of each descriptor of this process.</summary>
/// <remarks>
/// <para>Goal. A datagram costs no system call to find out which socket it is of.</para>
/// <para>Order of events. A descriptor is forgotten where its number begins or ends (socket, close, dup and their like) -
/// <see cref="WildcardSocket"/> looks at it when it is first used, and keeps what it saw.</para>
/// <para>Limits. Numbers from 2^20 on are never known, and their sockets do not answer. What is forgotten at the wrong moment
/// (a child of vfork(2) closes its parent's numbers here) is looked at once more, and nothing is lost by it. A word for each
/// number, so that threads and signal handlers need no lock.</para>
/// <para>The table is in .bss: pages that nobody touches are not there.</para>
/// </remarks>
internal static unsafe class Descriptors
{
    private const int Most = 1 << 20;

    private static Table s_known;

    /// <summary>One more than the highest number of which anything was ever known.</summary>
    private static int s_end;

    public static Known Of(int fd) => (uint)fd < Most ? *At(fd) : Known.IsOther;

    public static void Learn(int fd, Known known)
    {
        if ((uint)fd >= Most)
            return;
        *At(fd) = known;
        if (fd >= s_end)
            s_end = fd + 1;
    }

    public static void Forget(int fd)
    {
        if ((uint)fd < Most)
            *At(fd) = Known.Nothing;
    }

    /// <summary>Forgets all from the first number to the last.</summary>
    public static void Forget(uint first, uint last)
    {
        for (var fd = first; fd <= last && fd < (uint)s_end; fd++)
            *At((int)fd) = Known.Nothing;
    }

    private static Known* At(int fd) => (Known*)Unsafe.AsPointer(ref s_known.First) + fd;

    [StructLayout(LayoutKind.Sequential, Size = Most * sizeof(Known))]
    private struct Table
    {
        public Known First;
    }
}
