using System.Runtime.CompilerServices;

namespace System.Threading;

/// <summary>What threads do to one word at once: ILC makes an instruction of it.</summary>
public static class Interlocked
{
    [Intrinsic]
    public static int CompareExchange(ref int location1, int value, int comparand) =>
        CompareExchange(ref location1, value, comparand);
}
