using Fairlead.Forward.Loop;
using Fairlead.Linux;
using Fairlead.Mirror.Frames;
using static Fairlead.Linux.epoll_event;
using static Fairlead.Linux.InConstants;

namespace Fairlead.Mirror.Agent.Udp;

/// <summary>UDP ports that are stolen: the feeder's program gets their datagrams, and answers.</summary>
/// <remarks>
/// <para>Order of events. The ports are locked for this session; somebody must have bound them; the kernel is told that their
/// datagrams go to two sockets of the agent, for IPv4 and IPv6. A datagram goes to its client's stream; what comes back on the
/// stream is sent to the client from the address and port that it asked (<see cref="DatagramWriter"/>).</para>
/// <para>Who is not meant (another address was asked), or whom the feeder does not take because its program does not listen, is
/// left to the real program: the kernel is told so for some seconds (<see cref="PassedFlows"/>), and a datagram that is
/// at hand is sent on with its client's address as its source.</para>
/// <para>Limits. Datagrams of sockets that the real program has connected to a client stay its own, as do those of multicast and
/// broadcast. What was on its way to a feeder that does not listen is lost, and counted.</para>
/// </remarks>
internal sealed class StolenDatagrams : Timed, ISubscription, IDatagramOwner
{
    private const int Second = 1000;
    private readonly AgentSession _session;
    private readonly Wanted _wants;
    private readonly DatagramStreams _streams;
    private readonly List<PortLock> _locks = [];
    private readonly List<StolenPort> _ports = [];
    private readonly DatagramWriter _writer;
    private readonly PassedFlows _passed;
    private bool _isTaken;

    /// <exception cref="RefusalException">It cannot be.</exception>
    /// <exception cref="LinuxException">The kernel refuses a step.</exception>
    public StolenDatagrams(AgentSession session, uint stream, SubscribeMessage asked)
    {
        (_session, _wants) = (session, new Wanted(asked));
        _streams = new DatagramStreams(session, stream, this);
        _passed = new PassedFlows(session.Lookup);
        _writer = new DatagramWriter();
        try
        {
            Begin();
        }
        catch
        {
            Dispose();
            throw;
        }
        session.Loop.Timers.Set(this, session.Loop.Now + Second);
    }

    /// <inheritdoc/>
    public string[] Warnings => [];

    /// <inheritdoc/>
    public void Answer(DatagramStream stream, ReadOnlySpan<byte> datagram)
    {
        if (_writer.Send(stream.Flow.Server, stream.Flow.Client, stream.Flow.Device, datagram) != Errno.None)
        {
            _session.Counters.Drop(DropReason.Answer);
        }
    }

    /// <inheritdoc/>
    public void Refuse(DatagramStream stream)
    {
        _streams.Remove(stream);
        _ = _passed.TryPass(stream.Flow, _session.Loop.Now);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _session.Loop.Timers.Cancel(this);
        if (_isTaken)
        {
            _session.Lookup.Release(IPPROTO_UDP, _wants.First, _wants.Last);
        }
        _ports.ForEach(port => _session.Loop.Close(port.Socket));
        _passed.Clear();
        _streams.EndAll();
        _writer.Dispose();
        _locks.ForEach(taken => taken.Dispose());
    }

    /// <inheritdoc/>
    internal override void Expire()
    {
        _streams.Expire();
        _passed.Expire(_session.Loop.Now);
        foreach (var port in _ports)
        {
            if (port.NewDrops() is > 0 and var drops)
            {
                _session.Counters.Drop(DropReason.Kernel, drops);
            }
        }
        _session.Loop.Timers.Set(this, _session.Loop.Now + Second);
    }

    private void Begin()
    {
        for (int port = _wants.First; port <= _wants.Last; port++)
        {
            _locks.Add(PortLock.Take(_session.Loop, "udp", (ushort)port, _session.Who));
        }
        BoundPorts.MustHave(_wants.First, _wants.Last);
        var (v4, v6) = (Listen(isV4: true), Listen(isV4: false));
        _session.Lookup.Take(IPPROTO_UDP, _wants.First, _wants.Last, v4, v6);
        _isTaken = true;
    }

    private int Listen(bool isV4)
    {
        if (StolenPort.Open(isV4, Take) is not { } port)
        {
            return -1;
        }
        _ports.Add(port);
        LinuxException.ThrowIf(_session.Loop.Add(port.Socket, EPOLLIN, port), "epoll_ctl");
        return port.Socket;
    }

    private void Take(in DatagramFlow flow, ReadOnlySpan<byte> datagram)
    {
        if (_streams.TryUse(flow, out var stream))
        {
            _streams.Send(stream, datagram);
        }
        else if (flow.Server.Port < _wants.First || flow.Server.Port > _wants.Last)
        {
            // Somebody at the target has found the agent's own port: there is nothing for him.
            return;
        }
        else if (_wants.Contains(flow.Server.Address))
        {
            _streams.Send(_streams.Open(flow), datagram);
        }
        else
        {
            LeaveToReal(flow, datagram);
        }
    }

    private void LeaveToReal(in DatagramFlow flow, ReadOnlySpan<byte> datagram)
    {
        if (!_passed.TryPass(flow, _session.Loop.Now))
        {
            _session.Counters.Drop(ResetReason.TooMany);
        }
        else if (_writer.Send(flow.Client, flow.Server, flow.Device, datagram) != Errno.None)
        {
            _session.Counters.Drop(DropReason.Answer);
        }
    }
}
