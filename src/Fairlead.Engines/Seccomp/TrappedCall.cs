using Fairlead.Linux;
using Fairlead.Rules;

namespace Fairlead.Engines.Seccomp;

/// <summary>
/// One stopped call while it is looked at: its arguments whatever the ABI, and a copy of the socket that it is on. One
/// instance serves all calls, one after the other, so that looking at a call allocates nothing.
/// </summary>
internal sealed unsafe class TrappedCall(int listener)
{
    private const int MostArguments = 6;
    private readonly ulong[] _arguments = new ulong[MostArguments];
    private readonly TraceeDescriptors _descriptors = new();
    private Protocol _protocol;
    private bool _hasProtocol;

    /// <summary>The id that the answer carries.</summary>
    public ulong Id { get; private set; }

    /// <summary>The thread that made the call.</summary>
    public int Tid { get; private set; }

    /// <summary>Whether it was made by the i386 ABI: pointers and sizes in memory are of 32 bits.</summary>
    public bool Is32 { get; private set; }

    /// <summary>The instruction after the call: tells a restarted call from a new one.</summary>
    public ulong InstructionPointer { get; private set; }

    /// <summary>Which call.</summary>
    public CallKind Kind { get; private set; }

    /// <summary>When the call has waited before: the end of the wait, in milliseconds of the monotonic clock; else 0.</summary>
    public long Deadline { get; set; }

    /// <summary>Our copy of the socket; -1: not opened.</summary>
    public int Socket { get; private set; } = -1;

    /// <summary>The socket's family, AF_.</summary>
    public int Domain { get; private set; }

    /// <summary>The socket's protocol, as rules see it: asked of the kernel when it is asked for.</summary>
    public Protocol Protocol
    {
        get
        {
            if (!_hasProtocol)
            {
                (_protocol, _hasProtocol) = (ReadProtocol(), true);
            }
            return _protocol;
        }
    }

    /// <summary>The sockaddr of the call.</summary>
    public sockaddr_storage Sockaddr;

    /// <summary>The length of <see cref="Sockaddr"/>, in bytes.</summary>
    public uint SockaddrLength;

    /// <summary>Whether the socket is of AF_INET or AF_INET6.</summary>
    public bool IsInet => Domain is SocketConstants.AF_INET or SocketConstants.AF_INET6;

    /// <summary>Whether the socket is of AF_INET6.</summary>
    public bool IsInet6 => Domain == SocketConstants.AF_INET6;

    /// <summary>The program's number of the descriptor that the call is on.</summary>
    public int Descriptor => (int)_arguments[0];

    /// <summary>An argument by its place, from 0.</summary>
    public ulong Argument(int index) => _arguments[index];

    /// <summary>Takes up a notification.</summary>
    /// <returns>EFAULT where the arguments of socketcall(2) cannot be read.</returns>
    public Errno Load(in seccomp_notif notif)
    {
        (Id, Tid, Socket, Deadline, _hasProtocol) = (notif.id, (int)notif.pid, -1, 0, false);
        InstructionPointer = notif.data.instruction_pointer;
        Is32 = notif.data.arch == SeccompConstants.AUDIT_ARCH_I386;
        for (var i = 0; i < MostArguments; i++)
        {
            _arguments[i] = notif.data.args[i];
        }
        if (!Is32)
        {
            Kind = CallTable.Find64((uint)notif.data.nr);
            return Errno.None;
        }
        if (notif.data.nr != SyscallNumbersI386.SYS_socketcall)
        {
            Kind = CallTable.Find32((uint)notif.data.nr);
            return Errno.None;
        }
        Kind = CallTable.FindSocketCall((uint)_arguments[0]);
        return LoadSocketCall(_arguments[1]);
    }

    /// <summary>Fetches a copy of the call's socket and what it is.</summary>
    public Errno OpenSocket()
    {
        var copy = _descriptors.Fetch(Tid, Descriptor, out var isNew);
        if (!copy.Ok)
        {
            return copy.Errno;
        }
        Socket = copy.Int;
        var errno = isNew ? Confirm() : Errno.None;
        if (errno != Errno.None)
        {
            return errno;
        }
        errno = Libc.getsockopt(Socket, SocketConstants.SOL_SOCKET, SocketConstants.SO_DOMAIN, out int domain);
        Domain = domain;
        return errno;
    }

    /// <summary>
    /// Whether the thread is still in this call: only then was what was read of it its own. ENOENT: it is not.
    /// </summary>
    public Errno Confirm() => Libc.seccomp_notif_id_valid(listener, Id);

    /// <summary>Closes the copy of the socket.</summary>
    public void Release()
    {
        if (Socket >= 0)
        {
            _ = Libc.close(Socket);
            Socket = -1;
        }
    }

    /// <summary>Lets a wait keep the copy of the socket; the caller closes it.</summary>
    public int DetachSocket()
    {
        var socket = Socket;
        Socket = -1;
        return socket;
    }

    /// <summary>Reads a sockaddr with the checks of the kernel (move_addr_to_kernel in net/socket.c).</summary>
    public Errno ReadSockaddr(ulong address, int length)
    {
        Sockaddr = default;
        SockaddrLength = (uint)length;
        if (length < 0 || length > sizeof(sockaddr_storage))
        {
            return Errno.EINVAL;
        }
        fixed (sockaddr_storage* to = &Sockaddr)
        {
            var errno = TraceeMemory.ReadAny(Tid, to, address, (nuint)length);
            return errno == Errno.None ? Confirm() : errno;
        }
    }

    /// <summary>Whether an AF_INET6 socket takes no IPv4.</summary>
    public bool IsV6Only() =>
        IsInet6 && Libc.getsockopt(Socket, InConstants.IPPROTO_IPV6, InConstants.IPV6_V6ONLY, out int only) == Errno.None
        && only != 0;

    /// <summary>Whether the program asked the socket not to block.</summary>
    public bool IsNonBlocking() => (Libc.fcntl(Socket, FcntlConstants.F_GETFL).Value & FcntlConstants.O_NONBLOCK) != 0;

    /// <summary>Answers an address by the value-result rules of getsockname(2): cut to the room, its length told whole.</summary>
    public Errno AnswerSockaddr(ulong address, ulong length, Address name, ushort port)
    {
        int room;
        var errno = TraceeMemory.Read(Tid, &room, length, sizeof(int));
        errno = errno == Errno.None ? Confirm() : errno;
        if (errno != Errno.None || room < 0)
        {
            return errno != Errno.None ? errno : Errno.EINVAL;
        }
        sockaddr_storage answer = default;
        var size = SocketAddress.Write(ref answer, name, port);
        errno = TraceeMemory.Write(Tid, address, &answer, Math.Min((uint)room, size));
        return errno != Errno.None ? errno : TraceeMemory.Write(Tid, length, &size, sizeof(uint));
    }

    private Protocol ReadProtocol()
    {
        _ = Libc.getsockopt(Socket, SocketConstants.SOL_SOCKET, SocketConstants.SO_PROTOCOL, out int protocol);
        return protocol switch
        {
            _ when IsRaw() => Protocol.Any,
            InConstants.IPPROTO_TCP or InConstants.IPPROTO_MPTCP => Protocol.Tcp,
            InConstants.IPPROTO_UDP or InConstants.IPPROTO_UDPLITE => Protocol.Udp,
            _ => Protocol.Any,
        };
    }

    // raw(7): its protocol may be that of TCP, but it makes no connections and has no ports.
    private bool IsRaw() =>
        Libc.getsockopt(Socket, SocketConstants.SOL_SOCKET, SocketConstants.SO_TYPE, out int type) == Errno.None
        && type == SocketConstants.SOCK_RAW;

    private Errno LoadSocketCall(ulong address)
    {
        var words = stackalloc uint[MostArguments];
        var count = Kind is CallKind.SendTo ? 6 : Kind is CallKind.SetSockOpt ? 5
            : Kind is CallKind.Accept4 or CallKind.SendMmsg ? 4 : Kind is CallKind.Listen ? 2 : 3;
        var errno = TraceeMemory.Read(Tid, words, address, (nuint)(count * sizeof(uint)));
        for (var i = 0; i < MostArguments; i++)
        {
            _arguments[i] = words[i];
        }
        return errno;
    }
}
