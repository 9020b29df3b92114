using System.Runtime.CompilerServices;
using Fairlead.Rules.Planning;

namespace Fairlead.Layer.Plan;

/// <summary>The rules in force in this process: the blob, decoded once before main, and only read from then on.</summary>
internal static unsafe class InForce
{
    private static BlobBuffer s_blob;

    /// <summary>The calls that no rule needs to see. Before the blob is read, any may.</summary>
    public static Traps NotNeeded;

    /// <summary>Whether there is a `reply` rule.</summary>
    public static bool Replies;

    public static BlobHeader* Header => (BlobHeader*)Base;

    public static byte* Base => (byte*)Unsafe.AsPointer(ref s_blob.First);

    public static int Count => Header->Rules.Count;

    public static BlobRule* Rule(int index) => (BlobRule*)(Base + Header->Rules.Offset) + index;

    public static byte* At(BlobPart part) => Base + part.Offset;

    public static bool Needs(Traps trap) => (NotNeeded & trap) != trap;

    [System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Sequential, Size = RuleBlob.MostBytes)]
    private struct BlobBuffer
    {
        public ulong First;
    }
}
