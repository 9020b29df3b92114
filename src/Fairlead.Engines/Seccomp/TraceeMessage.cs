using System.Runtime.InteropServices;
using Fairlead.Linux;

namespace Fairlead.Engines.Seccomp;

/// <summary>One message of sendto(2), sendmsg(2) or sendmmsg(2), copied from the program: where to, what, and how.</summary>
/// <remarks>
/// The buffers are made once and serve every message. A program of 32 bits has its own layouts of msghdr, iovec and
/// cmsghdr (compat_msghdr and others in include/net/compat.h); control messages are laid out anew for it.
/// </remarks>
internal sealed unsafe class TraceeMessage : IDisposable
{
    /// <summary>The most that a datagram holds; the kernel answers EMSGSIZE to more.</summary>
    private const int MostPayload = 65535;
    private const int MostControl = 4096;
    private const int MostVectors = 1024;

    /// <summary>Room behind the program's control messages for one of ours.</summary>
    private const int ControlRoom = 64;

    private readonly byte* _payload = (byte*)NativeMemory.Alloc(MostPayload);
    private readonly byte* _control = (byte*)NativeMemory.Alloc(MostControl + ControlRoom);
    private readonly byte* _raw = (byte*)NativeMemory.Alloc(MostVectors * 16);
    private int _length;
    private int _controlLength;

    /// <summary>The address of the msghdr's sockaddr in the program; 0: none.</summary>
    public ulong Name { get; private set; }

    /// <summary>The length of that sockaddr.</summary>
    public int NameLength { get; private set; }

    /// <summary>Takes up the arguments of sendto(2).</summary>
    public Errno LoadSendTo(TrappedCall call)
    {
        (Name, NameLength, _controlLength) = (call.Argument(4), (int)call.Argument(5), 0);
        var length = call.Argument(2);
        if (length > MostPayload)
        {
            return Errno.EMSGSIZE;
        }
        _length = (int)length;
        return TraceeMemory.ReadAny(call.Tid, _payload, call.Argument(1), (nuint)length);
    }

    /// <summary>Takes up a struct msghdr, up to where its payload is still unread.</summary>
    public Errno LoadHeader(TrappedCall call, ulong address, out Header header)
    {
        header = default;
        var errno = call.Is32
            ? Load32(call.Tid, address, ref header)
            : Load64(call.Tid, address, ref header);
        // The kernel cuts a sockaddr that is too long, here but not in sendto(2).
        (Name, NameLength) = (header.Name, Math.Min(header.NameLength, sizeof(sockaddr_storage)));
        return errno;
    }

    /// <summary>Reads payload and control messages.</summary>
    public Errno LoadBody(TrappedCall call, in Header header)
    {
        if (header.VectorCount > MostVectors)
        {
            return Errno.EMSGSIZE;
        }
        var errno = LoadPayload(call, header);
        return errno != Errno.None ? errno : LoadControl(call, header);
    }

    /// <summary>Adds the source: IP_PKTINFO or IPV6_PKTINFO behind the program's own, so that it is the one that counts.</summary>
    public void AddSource(in sockaddr_storage source)
    {
        if (source.ss_family == SocketConstants.AF_INET)
        {
            in_pktinfo info = new() { ipi_spec_dst = source.v4.sin_addr };
            AddControl(InConstants.IPPROTO_IP, InConstants.IP_PKTINFO, &info, sizeof(in_pktinfo));
            return;
        }
        in6_pktinfo info6 = new() { ipi6_addr = source.v6.sin6_addr };
        AddControl(InConstants.IPPROTO_IPV6, InConstants.IPV6_PKTINFO, &info6, sizeof(in6_pktinfo));
    }

    /// <summary>Takes out the source and the interface that the program has named: IP_PKTINFO, IPV6_PKTINFO.</summary>
    public void RemoveSource()
    {
        for (var at = 0; at + sizeof(cmsghdr) <= _controlLength;)
        {
            var header = (cmsghdr*)(_control + at);
            if (header->cmsg_len < (nuint)sizeof(cmsghdr) || header->cmsg_len > (nuint)(_controlLength - at))
            {
                return;
            }
            var size = Math.Min(((int)header->cmsg_len + 7) & ~7, _controlLength - at);
            if (!IsSource(header))
            {
                at += size;
                continue;
            }
            new Span<byte>(_control + at + size, _controlLength - at - size).CopyTo(new Span<byte>(_control + at, _controlLength - at));
            _controlLength -= size;
        }
    }

    /// <summary>Sends the message from a copy of the program's socket.</summary>
    public SysResult Send(int socket, sockaddr_storage* to, uint length, int flags)
    {
        // The kernel would still read the buffer when it holds the next message. ENOBUFS sends programs back to copying.
        if ((flags & SocketConstants.MSG_ZEROCOPY) != 0)
        {
            return new SysResult(-1, Errno.ENOBUFS);
        }
        iovec vector = new() { iov_base = _payload, iov_len = (nuint)_length };
        msghdr message = new()
        {
            msg_name = to,
            msg_namelen = length,
            msg_iov = &vector,
            msg_iovlen = 1,
            msg_control = _controlLength == 0 ? null : _control,
            msg_controllen = (nuint)_controlLength,
        };
        return Libc.sendmsg(socket, &message, flags);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        NativeMemory.Free(_payload);
        NativeMemory.Free(_control);
        NativeMemory.Free(_raw);
    }

    private static Errno Load64(int tid, ulong address, ref Header header)
    {
        msghdr message;
        var errno = TraceeMemory.Read(tid, &message, address, (nuint)sizeof(msghdr));
        header = new Header(
            (ulong)message.msg_name, (int)message.msg_namelen, (ulong)message.msg_iov, message.msg_iovlen,
            (ulong)message.msg_control, message.msg_controllen);
        return errno;
    }

    private static Errno Load32(int tid, ulong address, ref Header header)
    {
        compat_msghdr message;
        var errno = TraceeMemory.Read(tid, &message, address, (nuint)sizeof(compat_msghdr));
        header = new Header(
            message.msg_name, (int)message.msg_namelen, message.msg_iov, message.msg_iovlen,
            message.msg_control, message.msg_controllen);
        return errno;
    }

    private Errno LoadPayload(TrappedCall call, in Header header)
    {
        _length = 0;
        var size = call.Is32 ? 8u : 16u;
        var errno = TraceeMemory.ReadAny(call.Tid, _raw, header.Vectors, (nuint)header.VectorCount * size);
        for (var i = 0; errno == Errno.None && i < (int)header.VectorCount; i++)
        {
            var (from, length) = call.Is32
                ? (((uint*)_raw)[2 * i], ((uint*)_raw)[(2 * i) + 1])
                : (((ulong*)_raw)[2 * i], ((ulong*)_raw)[(2 * i) + 1]);
            if (length > (ulong)(MostPayload - _length))
            {
                return Errno.EMSGSIZE;
            }
            errno = TraceeMemory.ReadAny(call.Tid, _payload + _length, from, (nuint)length);
            _length += (int)length;
        }
        return errno;
    }

    private Errno LoadControl(TrappedCall call, in Header header)
    {
        _controlLength = 0;
        if (header.ControlLength > MostControl)
        {
            return Errno.ENOBUFS;
        }
        if (!call.Is32)
        {
            var read = TraceeMemory.ReadAny(call.Tid, _control, header.Control, (nuint)header.ControlLength);
            _controlLength = EndOfControl((int)header.ControlLength);
            return read;
        }
        var errno = TraceeMemory.ReadAny(call.Tid, _raw, header.Control, (nuint)header.ControlLength);
        return errno != Errno.None ? errno : WidenControl((int)header.ControlLength);
    }

    private static bool IsSource(cmsghdr* header) => (header->cmsg_level, header->cmsg_type) is
        (InConstants.IPPROTO_IP, InConstants.IP_PKTINFO) or (InConstants.IPPROTO_IPV6, InConstants.IPV6_PKTINFO);

    // Where another control message has its place. What is too short to be one does not count; what is malformed stays
    // for the kernel to refuse.
    private int EndOfControl(int length)
    {
        var at = 0;
        while (at + sizeof(cmsghdr) <= length)
        {
            var size = ((cmsghdr*)(_control + at))->cmsg_len;
            if (size < (nuint)sizeof(cmsghdr) || size > (nuint)(length - at))
            {
                return (length + 7) & ~7;
            }
            at += ((int)size + 7) & ~7;
        }
        return at;
    }

    private Errno WidenControl(int length)
    {
        for (var at = 0; at + sizeof(compat_cmsghdr) <= length;)
        {
            var narrow = (compat_cmsghdr*)(_raw + at);
            var payload = (int)narrow->cmsg_len - sizeof(compat_cmsghdr);
            if (payload < 0 || narrow->cmsg_len > (uint)(length - at)
                || _controlLength + cmsghdr.Space(payload) > MostControl)
            {
                return Errno.EINVAL;
            }
            AddControl(narrow->cmsg_level, narrow->cmsg_type, narrow + 1, payload);
            at += ((int)narrow->cmsg_len + 3) & ~3;
        }
        return Errno.None;
    }

    private void AddControl(int level, int type, void* payload, int length)
    {
        var header = (cmsghdr*)(_control + _controlLength);
        *header = new cmsghdr
        {
            cmsg_len = (nuint)(sizeof(cmsghdr) + length),
            cmsg_level = level,
            cmsg_type = type,
        };
        new ReadOnlySpan<byte>(payload, length).CopyTo(new Span<byte>(header + 1, length));
        _controlLength += cmsghdr.Space(length);
    }

    /// <summary>A struct msghdr of either width.</summary>
    public readonly record struct Header(
        ulong Name, int NameLength, ulong Vectors, ulong VectorCount, ulong Control, ulong ControlLength);
}
