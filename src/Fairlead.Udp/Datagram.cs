using Fairlead.Linux;
using static Fairlead.Linux.SocketConstants;

namespace Fairlead.Udp;

/// <summary>One slot of a <see cref="DatagramBatch"/>: what was received into it, and how it is sent on.</summary>
/// <remarks>A view of unmanaged memory, valid as long as the batch is.</remarks>
public readonly unsafe struct Datagram
{
    private readonly DatagramSlot* _slot;
    private readonly mmsghdr* _message;

    internal Datagram(DatagramSlot* slot, mmsghdr* message)
    {
        _slot = slot;
        _message = message;
    }

    private msghdr* Header => &_message->msg_hdr;

    /// <summary>The bytes of the datagram; of several, where <see cref="DatagramInfo.SegmentSize"/> says so.</summary>
    public Span<byte> Payload => new(Data, Length);

    /// <summary>All the room that the slot has from the first byte of the payload on: to write in, before <see cref="Length"/> is set.</summary>
    public Span<byte> Room => new(Data, Capacity);

    /// <summary>How many bytes there are, after they were received; how many will be sent.</summary>
    /// <exception cref="ArgumentOutOfRangeException">More than there is room for.</exception>
    public int Length
    {
        get => (int)_slot->Payload.iov_len;
        set
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)value, (uint)Capacity, nameof(value));
            _slot->Payload.iov_len = (nuint)value;
        }
    }

    /// <summary>Where the bytes begin.</summary>
    internal byte* Data => (byte*)_slot->Payload.iov_base;

    private int Capacity => (int)(_slot->End - Data);

    /// <summary>Whether the datagram was longer than the slot, so that its end is lost.</summary>
    public bool IsTruncated => (Header->msg_flags & MSG_TRUNC) != 0;

    /// <summary>Whether there was no room for what the kernel says beside it.</summary>
    public bool IsControlTruncated => (Header->msg_flags & MSG_CTRUNC) != 0;

    /// <summary>Who sent it; empty where it was received without names. Before <see cref="Reset"/>.</summary>
    public UdpEndpoint Remote =>
        Header->msg_namelen == 0 ? default : UdpEndpoint.Read((sockaddr_storage*)_slot->Name);

    /// <summary>What the kernel says beside it. Before <see cref="Reset"/>.</summary>
    public DatagramInfo Info => ControlMessages.Read(_slot->Control, Header->msg_controllen);

    /// <summary>Prepares the slot for sending: to the peer of a connected socket, from its address, as one datagram.</summary>
    public void Reset()
    {
        Header->msg_name = null;
        Header->msg_namelen = 0;
        Header->msg_control = null;
        Header->msg_controllen = 0;
        Header->msg_iov = &_slot->Payload;
        Header->msg_iovlen = 1;
        _slot->SegmentSize = 0;
    }

    /// <summary>Sends it to this peer. After <see cref="Reset"/>.</summary>
    public void SetPeer(in UdpEndpoint peer)
    {
        Header->msg_name = _slot->Name;
        Header->msg_namelen = peer.Write(_slot->Name);
    }

    /// <summary>
    /// Sends it from this local address, of the socket's family (v4-mapped on a dual-stack socket). After <see cref="Reset"/>.
    /// </summary>
    public void SetSource(in UdpEndpoint source)
    {
        Header->msg_control = _slot->Control;
        Header->msg_controllen =
            ControlMessages.WriteSource(_slot->Control, Header->msg_controllen, source);
    }

    /// <summary>The size of the datagrams that it is sent as; 0: it is one.</summary>
    public int SegmentSize => _slot->SegmentSize;

    /// <summary>How many datagrams it is sent as.</summary>
    public int Count => SegmentSize == 0 ? 1 : (Length + SegmentSize - 1) / SegmentSize;

    /// <summary>
    /// Sends it as datagrams of this many bytes, the last perhaps shorter (UDP_SEGMENT). After <see cref="Reset"/>, and after
    /// <see cref="SetSource"/>.
    /// </summary>
    /// <param name="size">Bytes, 1 to 65535.</param>
    public void SetSegmentSize(int size)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)size - 1, (uint)ushort.MaxValue - 1, nameof(size));
        _slot->SegmentSize = size;
        Header->msg_control = _slot->Control;
        Header->msg_controllen =
            ControlMessages.WriteSegment(_slot->Control, Header->msg_controllen, (ushort)size);
    }

    /// <summary>Sends it as one datagram after all.</summary>
    public void DropSegmentSize()
    {
        if (_slot->SegmentSize > 0)
        {
            _slot->SegmentSize = 0;
            Header->msg_controllen -= (nuint)cmsghdr.Space(sizeof(ushort));
        }
    }

    /// <summary>Puts these bytes where the payload begins, as the payload.</summary>
    /// <exception cref="ArgumentOutOfRangeException">More than there is room for.</exception>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes.Length, Capacity, nameof(bytes));
        bytes.CopyTo(Room);
        _slot->Payload.iov_len = (nuint)bytes.Length;
    }

    /// <summary>Cuts bytes off the front.</summary>
    /// <param name="count">How many, at most all.</param>
    public void Skip(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)count, (uint)Length, nameof(count));
        _slot->Payload.iov_base = Data + count;
        _slot->Payload.iov_len -= (nuint)count;
    }
}
