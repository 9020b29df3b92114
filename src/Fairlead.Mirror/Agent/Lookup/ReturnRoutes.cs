using Fairlead.Linux;

namespace Fairlead.Mirror.Agent.Lookup;

/// <summary>Leads what the real program answers to a client back to the agent, which has taken the client's address.</summary>
/// <remarks>
/// <para>How. The agent dials the real program at 127.0.0.1 or ::1 from the client's own address and port (IP_TRANSPARENT). What
/// the program answers to that address would leave the host; a rule for what comes from that port of loopback finds a
/// table with one route, by which every address is this host's. What a client gets without the agent never has loopback as
/// its source, so no other traffic is touched, and no mark and no sysctl are needed.</para>
/// <para>Limits. Rules and routes stay when a process dies: <see cref="ForkedFarewell"/> removes them then.</para>
/// </remarks>
internal sealed unsafe class ReturnRoutes : IDisposable
{
    private readonly int _socket;
    private readonly uint _table;
    private readonly List<byte[]> _removals = [];
    private readonly HashSet<bool> _families = [];
    private ForkedFarewell? _farewell;

    /// <param name="table">A table of this agent's own.</param>
    public ReturnRoutes(uint table)
    {
        _table = table;
        _socket = LinuxException.Check(
            Libc.socket(SocketConstants.AF_NETLINK, SocketConstants.SOCK_RAW | SocketConstants.SOCK_CLOEXEC,
                RtnetlinkConstants.NETLINK_ROUTE), "socket(AF_NETLINK)");
    }

    /// <summary>Leads back what ports answer.</summary>
    /// <returns>Why it cannot be: EPERM without CAP_NET_ADMIN; EAFNOSUPPORT where the host has no such family.</returns>
    public Errno Add(bool isV4, int protocol, ushort first, ushort last)
    {
        if (!_families.Contains(isV4))
        {
            var made = Make(RouteMessage.Route(removes: false, isV4, _table), RouteMessage.Route(removes: true, isV4, _table));
            if (made != Errno.None)
            {
                return made;
            }
            _families.Add(isV4);
        }
        return Make(
            RouteMessage.Rule(removes: false, isV4, protocol, first, last, _table),
            RouteMessage.Rule(removes: true, isV4, protocol, first, last, _table));
    }

    /// <summary>No longer leads back what ports answer.</summary>
    public void Remove(bool isV4, int protocol, ushort first, ushort last)
    {
        var removal = RouteMessage.Rule(removes: true, isV4, protocol, first, last, _table);
        if (_removals.RemoveAll(known => known.AsSpan().SequenceEqual(removal)) > 0)
        {
            _ = Ask(removal);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _removals.Reverse();
        _removals.ForEach(removal => _ = Ask(removal));
        _farewell?.Dismiss();
        _ = Libc.close(_socket);
    }

    private Errno Make(byte[] making, byte[] removal)
    {
        var errno = Ask(making);
        if (errno == Errno.None)
        {
            _removals.Add(removal);
            _farewell ??= ForkedFarewell.Start(_socket);
            _farewell.Add(removal);
        }
        return errno;
    }

    private Errno Ask(byte[] message)
    {
        var sent = Libc.write(_socket, message);
        if (!sent.Ok)
        {
            return sent.Errno;
        }
        Span<byte> answer = stackalloc byte[4096];
        var got = Libc.recv(_socket, answer, 0);
        return !got.Ok ? got.Errno : (Errno)(-BitConverter.ToInt32(answer[16..]));
    }
}
