using System.Runtime.CompilerServices;
using Fairlead.Linux;

namespace Fairlead.Layer.Sockets;

/// <summary>A kind and a name in 64 bits: mark 12, form 2, kind 2, port 16, the last 32 of the address.</summary>
internal static unsafe class PackedName
{
    private const ulong Mark = 0xfa1;
    private const int MarkAt = 52, FormAt = 50, KindAt = 48, PortAt = 32;
    private const uint V4 = 0, V6 = 1, Mapped = 2;

    /// <summary>Bytes 8 to 11 of a v4-mapped address, as this machine reads them.</summary>
    private const uint MappedWord = 0xffff_0000;

    public static bool IsOne(ulong packed) => packed >> MarkAt == Mark;

    public static NoteKind KindOf(ulong packed) => (NoteKind)((packed >> KindAt) & 3);

    /// <summary>Packs a name; 0: it is too long.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static ulong Pack(NoteKind kind, SocketName* name)
    {
        var form = name->IsV4 ? V4 : (uint)name->Word2 == 0 ? V6 : Mapped;
        if (form != V4 && (name->Word1 != 0 || (uint)name->Word2 is not (0 or MappedWord)))
            return 0;
        var last = (form == V4 ? name->Word0 : name->Word2) >> 32;
        return (Mark << MarkAt) | ((ulong)form << FormAt) | ((ulong)kind << KindAt) | ((ulong)name->Port << PortAt) | last;
    }

    public static void Unpack(ulong packed, SocketName* name)
    {
        var form = (uint)(packed >> FormAt) & 3;
        var last = (nuint)packed << 32;
        name->Word0 = form == V4 ? last : 0;
        name->Family = form == V4 ? (ushort)SocketConstants.AF_INET : (ushort)SocketConstants.AF_INET6;
        name->Port = (ushort)(packed >> PortAt);
        name->Word1 = 0;
        name->Word2 = form == V4 ? 0 : form == V6 ? last : last | MappedWord;
        name->Word3 = 0;
    }
}
