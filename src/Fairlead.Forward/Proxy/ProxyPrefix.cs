using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Fairlead.Udp;

namespace Fairlead.Forward.Proxy;

/// <summary>The PROXY header of one session, in memory that stays where it is while the kernel reads it.</summary>
internal sealed unsafe class ProxyPrefix
{
    /// <summary>No header.</summary>
    public static readonly ProxyPrefix None = new();

    private readonly byte[] _bytes = [];

    public ProxyPrefix(in UdpEndpoint source, in UdpEndpoint destination)
    {
        _bytes = GC.AllocateUninitializedArray<byte>(ProxyHeader.MaxWritten, pinned: true);
        Length = ProxyHeader.Write(_bytes, isStream: false, source, destination);
    }

    private ProxyPrefix()
    {
    }

    /// <summary>How many bytes; 0: there is no header.</summary>
    public int Length { get; }

    /// <summary>The bytes, for as long as this object lives.</summary>
    public byte* Bytes => (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_bytes));
}
