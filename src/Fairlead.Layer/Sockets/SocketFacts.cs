using System.Runtime.CompilerServices;
using Fairlead.Layer.Calls;
using Fairlead.Linux;
using Fairlead.Rules;

namespace Fairlead.Layer.Sockets;

/// <summary>What rules ask of a socket. Each fact is asked of the kernel when it is needed, and once a call.</summary>
internal struct SocketFacts
{
    private const sbyte Unknown = -1;

    private readonly int _fd;
    private int _domain;
    private sbyte _protocol;
    private sbyte _v6Only;

    /// <summary>A socket of which nothing is known.</summary>
    public SocketFacts(int fd)
        : this(fd, Unknown)
    {
    }

    /// <summary>A socket that is taken for one of this family.</summary>
    public SocketFacts(int fd, int domain)
    {
        _fd = fd;
        _domain = domain;
        _protocol = Unknown;
        _v6Only = Unknown;
    }

    /// <summary>A socket of which all is known.</summary>
    public SocketFacts(bool isInet6, bool v6Only, Protocol protocol)
    {
        _fd = -1;
        _domain = isInet6 ? SocketConstants.AF_INET6 : SocketConstants.AF_INET;
        _protocol = (sbyte)protocol;
        _v6Only = (sbyte)(v6Only ? 1 : 0);
    }

    public readonly int Fd => _fd;

    /// <summary>SO_DOMAIN</summary>
    public int Domain
    {
        [MethodImpl(MethodImplOptions.NoInlining)]
        get
        {
            if (_domain == Unknown)
                _ = Socket.GetOption(_fd, SocketConstants.SOL_SOCKET, SocketConstants.SO_DOMAIN, out _domain);
            return _domain;
        }
    }

    public bool IsInet6 => Domain == SocketConstants.AF_INET6;

    public bool IsV6Only
    {
        [MethodImpl(MethodImplOptions.NoInlining)]
        get
        {
            if (_v6Only == Unknown)
            {
                _ = Socket.GetOption(_fd, InConstants.IPPROTO_IPV6, InConstants.IPV6_V6ONLY, out var value);
                _v6Only = (sbyte)value;
            }
            return _v6Only != 0;
        }
    }

    public Protocol Protocol
    {
        [MethodImpl(MethodImplOptions.NoInlining)]
        get
        {
            if (_protocol == Unknown)
                _protocol = (sbyte)ReadProtocol();
            return (Protocol)_protocol;
        }
    }

    /// <summary>Whether it takes an address of this family; any other is the kernel's to refuse.</summary>
    /// <remarks>Datagram sockets of AF_INET6 take one of AF_INET.</remarks>
    public bool Takes(ushort family) => family == Domain
        || (IsInet6 && family == SocketConstants.AF_INET && Protocol != Protocol.Tcp);

    // raw(7): its protocol may be that of TCP, but it makes no connections and has no ports.
    private readonly Protocol ReadProtocol()
    {
        _ = Socket.GetOption(_fd, SocketConstants.SOL_SOCKET, SocketConstants.SO_TYPE, out var type);
        _ = Socket.GetOption(_fd, SocketConstants.SOL_SOCKET, SocketConstants.SO_PROTOCOL, out var protocol);
        return type == SocketConstants.SOCK_RAW ? Protocol.Any : protocol switch
        {
            InConstants.IPPROTO_TCP or InConstants.IPPROTO_MPTCP => Protocol.Tcp,
            InConstants.IPPROTO_UDP or InConstants.IPPROTO_UDPLITE => Protocol.Udp,
            _ => Protocol.Any,
        };
    }
}
