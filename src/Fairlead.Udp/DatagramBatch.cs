using System.Runtime.InteropServices;
using Fairlead.Linux;
using static Fairlead.Linux.SocketConstants;

namespace Fairlead.Udp;

/// <summary>Slots for datagrams in unmanaged memory, which are received and sent many with one system call.</summary>
/// <remarks>
/// <para>Goal. recvmmsg(2) and sendmmsg(2) from C# with no allocation and no copy: a datagram that was received into a slot
/// is sent on from there, by way of another socket.</para>
/// <para>Order of events. <see cref="MultihomedUdpSocket.Receive"/> fills slots; each is read through the indexer; <see cref="Datagram.Reset"/>
/// makes it ready to be sent, <see cref="Datagram.SetPeer"/> and the like say how; <see cref="MultihomedUdpSocket.Send"/> sends neighbouring
/// slots. Receiving into a slot again forgets all that.</para>
/// <para>Limits. Not for two threads at a time; not to be used after <see cref="Dispose"/>. The memory is touched only as far as datagrams reach, so a batch of many
/// slots costs what was received through it. The distance between slots is no power of two, so that they do not share
/// cache sets.</para>
/// </remarks>
public sealed unsafe class DatagramBatch : IDisposable
{
    /// <summary>The longest payload of a UDP datagram over IPv4, in bytes: 65535 less the headers. Over IPv6, 20 more fit.</summary>
    public const int MaxPayload = 65507;

    private const int Odd = 1088;

    private readonly int _size;
    private mmsghdr* _messages;
    private DatagramSlot* _slots;
    private byte* _payloads;

    /// <summary>Makes a batch.</summary>
    /// <param name="slots">How many datagrams it holds, from 1.</param>
    /// <param name="size">The longest payload in bytes; 65536 holds all that UDP_GRO joins.</param>
    public DatagramBatch(int slots, int size = 65536)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(slots);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        (Slots, _size) = (slots, size);
        _messages = (mmsghdr*)NativeMemory.AllocZeroed((nuint)slots, (nuint)sizeof(mmsghdr));
        _slots = (DatagramSlot*)NativeMemory.AllocZeroed((nuint)slots, (nuint)sizeof(DatagramSlot));
        _payloads = (byte*)NativeMemory.AlignedAlloc((nuint)slots * (nuint)(size + Odd), 64);
        for (var slot = 0; slot < slots; slot++)
        {
            Prepare(slot, names: false);
            _slots[slot].End = (byte*)_slots[slot].Payload.iov_base + size;
            this[slot].Reset();
            _slots[slot].Payload.iov_len = 0;
        }
    }

    /// <summary>How many datagrams it holds.</summary>
    public int Slots { get; }

    /// <summary>The datagram in a slot; one of 0 bytes before anything was received.</summary>
    public Datagram this[int slot]
    {
        get
        {
            Check(slot, 1);
            return new Datagram(_slots + slot, _messages + slot);
        }
    }

    /// <summary>Receives what waits, into neighbouring slots: recvmmsg(2). Does not block.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="first">The first slot.</param>
    /// <param name="count">How many datagrams at most.</param>
    /// <param name="names">Whether the senders are wanted: not on a connected socket.</param>
    /// <returns>How many were received; EAGAIN: none waits.</returns>
    internal SysResult Receive(int socket, int first, int count, bool names = true)
    {
        Check(first, count);
        for (var slot = first; slot < first + count; slot++)
        {
            Prepare(slot, names);
        }
        var received = Libc.recvmmsg(socket, _messages + first, count, MSG_DONTWAIT);
        for (var slot = first; slot < first + received.Int; slot++)
        {
            _slots[slot].Payload.iov_len = _messages[slot].msg_len;
        }
        return received;
    }

    /// <summary>Sends neighbouring slots: sendmmsg(2). Does not block.</summary>
    /// <returns>How many were sent. Fewer than asked: the next one failed, and sending from it on says why.</returns>
    internal SysResult Send(int socket, int first, int count)
    {
        Check(first, count);
        return Libc.sendmmsg(socket, _messages + first, count, MSG_DONTWAIT | MSG_NOSIGNAL);
    }

    /// <summary>Frees the memory.</summary>
    public void Dispose()
    {
        NativeMemory.Free(_messages);
        NativeMemory.Free(_slots);
        NativeMemory.AlignedFree(_payloads);
        _messages = null;
        _slots = null;
        _payloads = null;
    }

    // What lies beyond is memory of others.
    private void Check(int first, int count)
    {
        ObjectDisposedException.ThrowIf(_messages is null, this);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)first, (uint)Slots);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)count, (uint)(Slots - first));
    }

    private void Prepare(int slot, bool names)
    {
        var data = _slots + slot;
        data->Payload = new iovec { iov_base = _payloads + ((nuint)slot * (nuint)(_size + Odd)), iov_len = (nuint)_size };
        ref var header = ref _messages[slot].msg_hdr;
        header.msg_name = names ? data->Name : null;
        header.msg_namelen = names ? (uint)UdpEndpoint.KernelSize : 0;
        header.msg_iov = &data->Payload;
        header.msg_iovlen = 1;
        header.msg_control = data->Control;
        header.msg_controllen = ControlMessages.Room;
        header.msg_flags = 0;
    }
}
