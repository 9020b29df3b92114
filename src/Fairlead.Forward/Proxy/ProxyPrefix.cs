using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Fairlead.Udp;

namespace Fairlead.Forward.Proxy;

/// <summary>The PROXY header of one session, in memory that stays where it is while the kernel reads it.</summary>
internal sealed unsafe class ProxyPrefix
{
    private readonly byte[] _bytes = GC.AllocateUninitializedArray<byte>(ProxyHeader.MaxWritten, pinned: true);
    private readonly int _length;

    public ProxyPrefix(in UdpEndpoint source, in UdpEndpoint destination) =>
        _length = ProxyHeader.Write(_bytes, isStream: false, source, destination);

    /// <summary>Lets a datagram begin with it. The session must live until that is sent.</summary>
    public void PutAhead(Datagram datagram) =>
        datagram.SetHeader((byte*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_bytes)), _length);
}
