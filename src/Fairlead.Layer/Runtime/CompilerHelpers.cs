using System.Runtime;
using System.Runtime.CompilerServices;

// Buffers are not cleared before they are used.
[module: SkipLocalsInit]

namespace System
{
    /// <summary>What ILC calls to copy and clear large values: plain loops, as there is no libc behind its own helpers.</summary>
    internal static unsafe class SpanHelpers
    {
        internal static void Memmove(ref byte dest, ref byte src, nuint len)
        {
            fixed (byte* to = &dest, from = &src)
            {
                Bytes.Copy(to, from, len);
            }
        }

        internal static void Fill(ref byte dest, byte value, nuint len)
        {
            fixed (byte* to = &dest)
            {
                Bytes.Fill(to, value, len);
            }
        }

        internal static void ClearWithoutReferences(ref byte dest, nuint len) => Fill(ref dest, 0, len);
    }
}

namespace Internal.Runtime.CompilerHelpers
{
    /// <summary>What the code would call where an index is out of range, and so on: the process ends.</summary>
    internal static class ThrowHelpers
    {
        private static void ThrowIndexOutOfRangeException() => RuntimeStubs.FailFast();

        private static void ThrowDivideByZeroException() => RuntimeStubs.FailFast();

        private static void ThrowOverflowException() => RuntimeStubs.FailFast();

        private static void ThrowNullReferenceException() => RuntimeStubs.FailFast();
    }

    /// <summary>
    /// Symbols that ILC's code refers to. RhpTrapThreads and __security_cookie are data, which ld points at the statics of
    /// this class (Layer.targets): never set, so no thread is ever trapped.
    /// </summary>
    internal static unsafe class RuntimeStubs
    {
#pragma warning disable CS0649, CS0169, CA1823, IDE0051
        private static nint s_neverSet;

        [RuntimeExport("RhpReversePInvoke")]
        private static void ReversePInvoke(void* frame)
        {
        }

        [RuntimeExport("RhpReversePInvokeReturn")]
        private static void ReversePInvokeReturn(void* frame)
        {
        }

        [RuntimeExport("RhpGcPoll")]
        private static void GcPoll()
        {
            if (s_neverSet != 0)
                FailFast();
        }

        [RuntimeExport("RhpFallbackFailFast")]
        internal static void FailFast() => Fairlead.Layer.Calls.Imports.abort();
    }
}
