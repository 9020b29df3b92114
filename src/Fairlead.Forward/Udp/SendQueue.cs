using System.Runtime.InteropServices;
using Fairlead.Forward.Statistics;
using Fairlead.Linux;
using Fairlead.Udp;
using static Fairlead.Linux.SocketConstants;

namespace Fairlead.Forward.Udp;

/// <summary>Datagrams of many sessions on their way out, in one direction, and the calls that send them.</summary>
/// <remarks>
/// <para>Goal. As few system calls and as few ways through the kernel as the datagrams allow. Neighbours of one session that
/// have one length are joined into one message, which the kernel cuts again at the last moment (UDP_SEGMENT): the route, the
/// firewall and the device see them once. Neighbours of one socket go with one sendmmsg(2).</para>
/// <para>Order of events. <see cref="Add"/> notes where a datagram's bytes are; they must stay there until
/// <see cref="Flush"/>, which sends everything.</para>
/// <para>Errors. sendmmsg(2) stops at the first message that fails, and does not say why; sending from that one on does. The
/// error may be that of an earlier datagram: what ICMP brings back (nobody listens there, the path's MTU is smaller) waits
/// at the socket and is told once, to whichever call comes next. So a message that fails is sent a second time; if that
/// goes, an earlier one was meant. Where the kernel cannot cut a message (EIO and EINVAL: the device cannot; EMSGSIZE: a
/// datagram exceeds the path's MTU), its datagrams are sent one by one, and fragmented as usual; and the session's
/// datagrams of that size are not joined again.</para>
/// </remarks>
/// <param name="isReply">Whether the datagrams go to clients, not to backends.</param>
internal sealed unsafe class SendQueue(bool isReply) : IDisposable
{
    private const int Capacity = 256;
    private const int Flags = MSG_DONTWAIT | MSG_NOSIGNAL;

    /// <summary>UDP_MAX_SEGMENTS of the kernel's linux/udp.h before Linux 6.9; 128 since.</summary>
    private const int MostSegments = 64;

    private readonly mmsghdr* _messages = (mmsghdr*)NativeMemory.AllocZeroed(Capacity, (nuint)sizeof(mmsghdr));
    private readonly OutgoingMessage* _outgoing =
        (OutgoingMessage*)NativeMemory.AllocZeroed(Capacity, (nuint)sizeof(OutgoingMessage));

    // A datagram is one vector, or with a prefix two.
    private readonly iovec* _vectors = (iovec*)NativeMemory.AllocZeroed(2 * Capacity, (nuint)sizeof(iovec));
    private readonly Session[] _sessions = new Session[Capacity];
    private SendQueue? _parts;
    private int _count;
    private int _usedVectors;

    /// <summary>Adds a datagram, or several that are one behind the other.</summary>
    /// <param name="session">The session.</param>
    /// <param name="data">Where the bytes are.</param>
    /// <param name="length">How many.</param>
    /// <param name="segmentSize">The size of each datagram but the last; 0: it is one.</param>
    public void Add(Session session, byte* data, int length, int segmentSize)
    {
        if (segmentSize > session.SegmentLimit(isReply))
        {
            AddParts(session, data, length, segmentSize);
            return;
        }
        if (_usedVectors + 2 > 2 * Capacity || _count == Capacity)
        {
            Flush();
        }
        if (!TryJoin(session, data, length, segmentSize))
        {
            Begin(session, data, length, segmentSize);
        }
    }

    /// <summary>Sends everything.</summary>
    public void Flush()
    {
        for (int first = 0, next; first < _count; first = next)
        {
            var socket = SocketOf(_sessions[first]);
            for (next = first + 1; next < _count && SocketOf(_sessions[next]) == socket;)
            {
                next++;
            }
            Send(socket, first, next);
        }
        Array.Clear(_sessions, 0, _count);
        (_count, _usedVectors) = (0, 0);
    }

    public void Dispose()
    {
        NativeMemory.Free(_messages);
        NativeMemory.Free(_outgoing);
        NativeMemory.Free(_vectors);
        _parts?.Dispose();
    }

    private int SocketOf(Session session) => isReply ? session.Listener.Socket : session.Socket;

    private bool TryJoin(Session session, byte* data, int length, int segmentSize)
    {
        if (_count == 0 || _sessions[_count - 1] != session || session.Prefix.Length > 0)
        {
            return false;
        }
        var last = _outgoing + _count - 1;
        var size = last->JoinSize;
        var count = Datagrams(length, size);
        var fits = size > 0 && size <= session.SegmentLimit(isReply) && (segmentSize == 0 ? length <= size : segmentSize == size);
        if (!fits || length == 0 || last->Datagrams + count > MostSegments || last->Bytes + length > DatagramBatch.MaxPayload)
        {
            return false;
        }
        if (last->SegmentSize == 0)
        {
            SetSegmentSize(_count - 1, size);
        }
        AddVector(data, length);
        (last->Datagrams, last->Bytes) = (last->Datagrams + count, last->Bytes + length);
        _messages[_count - 1].msg_hdr.msg_iovlen++;
        return true;
    }

    private void Begin(Session session, byte* data, int length, int segmentSize)
    {
        var index = _count++;
        _sessions[index] = session;
        var message = _outgoing + index;
        (message->SegmentSize, message->Datagrams, message->Bytes) = (0, 1, length);
        ref var header = ref _messages[index].msg_hdr;
        header = default;
        header.msg_iov = _vectors + _usedVectors;
        header.msg_iovlen = 1;
        if (isReply)
        {
            Address(ref header, message, session);
        }
        else if (!session.IsConnected)
        {
            header.msg_name = message->Name;
            header.msg_namelen = session.Backend.Write(message->Name);
        }
        if (!isReply && session.Prefix is { Length: > 0 } prefix)
        {
            AddVector(prefix.Bytes, prefix.Length);
            header.msg_iovlen = 2;
        }
        AddVector(data, length);
        if (segmentSize > 0)
        {
            SetSegmentSize(index, segmentSize);
            message->Datagrams = Datagrams(length, segmentSize);
        }
    }

    private static void Address(ref msghdr header, OutgoingMessage* message, Session session)
    {
        header.msg_name = message->Name;
        header.msg_namelen = session.Peer.Write(message->Name);
        if (!session.Key.Local.IsEmpty)
        {
            header.msg_control = message->Control;
            header.msg_controllen = ControlMessages.WriteSource(message->Control, 0, session.Key.Local);
        }
    }

    private void SetSegmentSize(int index, int size)
    {
        ref var header = ref _messages[index].msg_hdr;
        header.msg_control = _outgoing[index].Control;
        header.msg_controllen = ControlMessages.WriteSegment(_outgoing[index].Control, header.msg_controllen, (ushort)size);
        _outgoing[index].SegmentSize = size;
    }

    private void AddVector(byte* data, int length) =>
        _vectors[_usedVectors++] = new iovec { iov_base = data, iov_len = (nuint)length };

    /// <summary>How many datagrams so many bytes are.</summary>
    public static int Datagrams(int length, int size) => size == 0 || length == 0 ? 1 : (length + size - 1) / size;

    private void AddParts(Session session, byte* data, int length, int size)
    {
        for (var at = 0; at < length; at += size)
        {
            Add(session, data + at, Math.Min(size, length - at), 0);
        }
    }

    private void Send(int socket, int first, int end)
    {
        var failed = Errno.None;
        while (first < end)
        {
            var sent = end - first == 1 ? SendOne(socket, first) : Libc.sendmmsg(socket, _messages + first, end - first, Flags);
            if (!sent.Ok && failed == Errno.None && !IsFull(sent.Errno))
            {
                failed = sent.Errno;
                continue;
            }
            if (sent.Ok)
            {
                CountEarlier(first, failed);
                Count(first, first + sent.Int);
            }
            else
            {
                Fail(first, sent.Errno);
            }
            first += sent.Ok ? sent.Int : 1;
            failed = Errno.None;
        }
    }

    // Most requests are a plain datagram on a connected socket, for which the kernel need not read a message.
    private SysResult SendOne(int socket, int index)
    {
        ref var header = ref _messages[index].msg_hdr;
        if (header.msg_namelen > 0 || header.msg_controllen > 0 || header.msg_iovlen > 1)
        {
            return Libc.sendmmsg(socket, _messages + index, 1, Flags);
        }
        var sent = Libc.send(socket, header.msg_iov->iov_base, header.msg_iov->iov_len, Flags);
        return sent.Ok ? new SysResult(1, Errno.None) : sent;
    }

    // That there is no room is true of this message, and of the next moment too.
    private static bool IsFull(Errno errno) => errno is Errno.EAGAIN or Errno.ENOBUFS or Errno.ENOMEM;

    private void CountEarlier(int index, Errno errno)
    {
        if (errno != Errno.None)
        {
            _sessions[index].Counters.Dropped(Reason(errno));
        }
    }

    private void Count(int first, int end)
    {
        for (var index = first; index < end; index++)
        {
            var message = _outgoing + index;
            _sessions[index].Sent(isReply, message->Datagrams, message->Bytes);
        }
    }

    private void Fail(int index, Errno errno)
    {
        var (session, size) = (_sessions[index], _outgoing[index].SegmentSize);
        if (size == 0 || errno is not (Errno.EIO or Errno.EINVAL or Errno.EMSGSIZE))
        {
            session.Counters.Dropped(Reason(errno), _outgoing[index].Datagrams);
            if (!isReply && errno is (Errno.ENETUNREACH or Errno.EINVAL))
            {
                session.EndIfSourceIsGone();
            }
            return;
        }
        session.LowerSegmentLimit(isReply, errno == Errno.EIO ? 0 : size - 1);
        _parts ??= new SendQueue(isReply);
        ref var header = ref _messages[index].msg_hdr;
        for (var vector = header.msg_iov; vector < header.msg_iov + header.msg_iovlen; vector++)
        {
            _parts.AddParts(session, (byte*)vector->iov_base, (int)vector->iov_len, size);
        }
        _parts.Flush();
    }

    /// <summary>What to count where sending, or word of something sent, failed.</summary>
    public static DropReason Reason(Errno errno) => errno switch
    {
        _ when IsFull(errno) => DropReason.SendBuffer,
        Errno.EMSGSIZE => DropReason.TooLong,
        Errno.ECONNREFUSED or Errno.EHOSTUNREACH or Errno.ENETUNREACH or Errno.ENOPROTOOPT or Errno.EHOSTDOWN
            or Errno.ENONET => DropReason.Unreachable,
        _ => DropReason.SendError,
    };
}
