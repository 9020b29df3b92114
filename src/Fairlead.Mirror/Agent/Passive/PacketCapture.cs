using Fairlead.Forward.Loop;
using Fairlead.Linux;
using static Fairlead.Linux.epoll_event;
using static Fairlead.Linux.PacketConstants;

namespace Fairlead.Mirror.Agent.Passive;

/// <summary>Copies of the packets of both families that go to a range of ports at the target.</summary>
/// <remarks>
/// Order of events: blocks are read as they come, as long as the link has room; while it has none, the rings keep what comes; when
/// they are full the kernel drops packets and counts them, and that is told each second. Nobody at the target waits for any of this.
/// </remarks>
internal sealed class PacketCapture : Timed, IReady, IDisposable
{
    private const int Second = 1000;
    private const int MostBlocks = 4;
    private readonly AgentSession _session;
    private readonly IPacketTaker _taker;
    private readonly List<PacketRing> _rings = [];
    private bool _isPaused;
    private bool _wasPaused;

    /// <summary>Begins.</summary>
    /// <param name="session">The session.</param>
    /// <param name="protocol">IPPROTO_TCP or IPPROTO_UDP.</param>
    /// <param name="first">The first port.</param>
    /// <param name="last">The last one.</param>
    /// <param name="taker">Who gets the packets.</param>
    /// <exception cref="RefusalException">CAP_NET_RAW is missing.</exception>
    public PacketCapture(AgentSession session, int protocol, ushort first, ushort last, IPacketTaker taker)
    {
        (_session, _taker) = (session, taker);
        try
        {
            Add(PacketRing.Open(ETH_P_IP, PacketFilter.V4(protocol, first, last)));
            Add(PacketRing.Open(ETH_P_IPV6, PacketFilter.V6(protocol, first, last)));
        }
        catch (LinuxException e)
        {
            Close();
            throw e.Errno is Errno.EPERM or Errno.EACCES ? Missing() : e;
        }
        session.Loop.Timers.Set(this, session.Loop.Now + Second);
    }

    /// <inheritdoc/>
    public void Ready(uint events) => Read();

    /// <inheritdoc/>
    public void Dispose()
    {
        _session.Link.Drained -= Resume;
        _session.Loop.Timers.Cancel(this);
        Close();
    }

    /// <inheritdoc/>
    internal override void Expire()
    {
        foreach (var ring in _rings)
        {
            if (ring.NewDrops() is > 0 and var drops)
            {
                _taker.Dropped(drops, _wasPaused);
            }
        }
        _wasPaused = _isPaused;
        _taker.Tick();
        _session.Loop.Timers.Set(this, _session.Loop.Now + Second);
    }

    private void Add(PacketRing ring)
    {
        _rings.Add(ring);
        LinuxException.ThrowIf(_session.Loop.Add(ring.Socket, EPOLLIN, this), "epoll_ctl");
    }

    private void Read()
    {
        foreach (var ring in _rings)
        {
            for (var i = 0; i < MostBlocks && _session.Link.HasRoom && ring.ReadBlock(_taker); i++)
            {
            }
        }
        if (!_session.Link.HasRoom && !_isPaused)
        {
            Watch(0);
            _session.Link.Drained += Resume;
            (_isPaused, _wasPaused) = (true, true);
        }
    }

    private void Resume()
    {
        _session.Link.Drained -= Resume;
        Watch(EPOLLIN);
        _isPaused = false;
    }

    private void Watch(uint events) => _rings.ForEach(ring => _session.Loop.Change(ring.Socket, events));

    private void Close()
    {
        foreach (var ring in _rings)
        {
            _session.Loop.Close(ring.Socket);
            ring.Dispose();
        }
    }

    private static RefusalException Missing() => new(
        Errno.EPERM,
        "the agent may not copy packets at the target: CAP_NET_RAW is missing there. Without it, `mirror tcp` works "
        + "where CAP_NET_ADMIN and CAP_BPF are there, which take connections instead (no `passive`)");
}
