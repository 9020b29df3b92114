using Fairlead.Forward.Loop;
using Fairlead.Forward.Tcp;
using Fairlead.Linux;
using Fairlead.Mirror.Agent.Http;
using Fairlead.Mirror.Frames;
using Fairlead.Mirror.Sockets;
using Fairlead.Rules;
using static Fairlead.Linux.epoll_event;
using static Fairlead.Linux.InConstants;
using static Fairlead.Linux.SocketConstants;

namespace Fairlead.Mirror.Agent.Tcp;

/// <summary>TCP ports that are mirrored or stolen: takes their new connections, and says what becomes of each.</summary>
/// <remarks>
/// <para>Order of events. The ports are locked for this session; somebody must listen on them; what they answer on loopback is led
/// back; two sockets listen, for IPv4 and IPv6; the kernel is told that new connections go there. It is undone in the other
/// order, and what was taken ends with the session. Ports that an earlier subscription of the session has are left to it: who
/// gets a connection, <see cref="TcpClaims"/> says.</para>
/// <para>Limits. Connections that stood before are not seen. IPv6 is left alone where the host has none.</para>
/// </remarks>
internal sealed class TcpSubscription : ISubscription, IReady
{
    private const int Backlog = 4096;
    private const int LookEvery = 100;
    private readonly SubscribeMessage _asked;
    private readonly List<PortLock> _locks = [];
    private readonly List<(bool IsV4, PortRange Ports)> _led = [];
    private readonly List<PortRange> _taken = [];
    private readonly uint _stream;
    private long _looked;
    private int _v4 = -1;
    private int _v6 = -1;

    /// <exception cref="RefusalException">It cannot be.</exception>
    /// <exception cref="LinuxException">The kernel refuses a step.</exception>
    public TcpSubscription(AgentSession session, uint stream, SubscribeMessage asked)
    {
        (Session, _stream, _asked, Wants) = (session, stream, asked, new Wanted(asked));
        Real = new RealProgram(session.Lookup);
        Filter = asked.Headers.Length + asked.Paths.Length > 0 ? new RequestFilter(asked.Headers, asked.Paths) : null;
        try
        {
            Begin();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public AgentSession Session { get; }

    public Wanted Wants { get; }

    /// <summary>What requests must have; null: nothing.</summary>
    public RequestFilter? Filter { get; }

    /// <summary>The program that really listens.</summary>
    public RealProgram Real { get; }

    /// <summary>Who listens there, as it was when it was looked at last.</summary>
    public ListenerTable Listeners { get; private set; } = ListenerTable.Read();

    /// <summary>How long in all a client may be held back so that its copy stays whole, in milliseconds.</summary>
    public int Patience => _asked.Patience;

    /// <inheritdoc/>
    public string[] Warnings { get; private set; } = [];

    /// <inheritdoc/>
    public void Ready(uint events)
    {
        Accept(_v4);
        if (_v6 >= 0)
        {
            Accept(_v6);
        }
    }

    /// <summary>A connection goes to the real program: with a copy, or without one.</summary>
    /// <param name="socket">The client's socket.</param>
    /// <param name="client">The client.</param>
    /// <param name="server">Whom it asked.</param>
    /// <param name="stream">The copy's stream; 0: no copy.</param>
    /// <param name="ahead">What was taken from the socket already.</param>
    public void PassOn(int socket, SocketName client, SocketName server, uint stream, byte[] ahead) =>
        new MirroredConnection(this, socket, client, server, stream, ahead).Begin();

    /// <summary>A connection is for this subscription.</summary>
    /// <param name="socket">The client's socket.</param>
    /// <param name="client">The client.</param>
    /// <param name="server">Whom it asked.</param>
    /// <param name="ahead">What was taken from the socket already.</param>
    public void Take(int socket, SocketName client, SocketName server, byte[] ahead)
    {
        if (_asked.Steal)
        {
            new StolenConnection(this, socket, client, server, ahead).Begin();
        }
        else
        {
            PassOn(socket, client, server, Open(client, server), ahead);
        }
    }

    /// <summary>Looks again who listens, if that was not done just now.</summary>
    public void LookAgain()
    {
        if (Session.Loop.Now - _looked > LookEvery)
        {
            (_looked, Listeners) = (Session.Loop.Now, ListenerTable.Read());
        }
    }

    /// <summary>Tells the feeder of a connection.</summary>
    public uint Open(SocketName client, SocketName server)
    {
        var stream = Session.NewStream();
        var message = new OpenMessage(_stream, "tcp", client.ToString(), server.ToString());
        Session.Link.Send(FrameType.Open, stream, message, Messages.Default.OpenMessage);
        return stream;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_taken.Count > 0)
        {
            _taken.ForEach(ports => Session.Lookup.Release(IPPROTO_TCP, ports.First, ports.Last));
            // What the kernel has given to the sockets in the meantime.
            Ready(EPOLLIN);
        }
        Session.Claims.Remove(this);
        foreach (var socket in (ReadOnlySpan<int>)[_v4, _v6])
        {
            if (socket >= 0)
            {
                Session.Loop.Close(socket);
            }
        }
        _led.ForEach(led => Session.Routes.Remove(led.IsV4, IPPROTO_TCP, led.Ports.First, led.Ports.Last));
        _locks.ForEach(taken => taken.Dispose());
    }

    private void Begin()
    {
        var free = Session.Claims.Free(Wants.First, Wants.Last);
        free.ForEach(Lock);
        var listening = Listeners.Of(Wants.First, Wants.Last);
        if (listening == Listening.Nowhere)
        {
            throw new RefusalException(Errno.ECONNREFUSED, $"nobody listens on tcp port {PortText} at the target: {Listeners}");
        }
        if (listening == Listening.OnAddress)
        {
            Warnings = [$"the real program listens on one address only, and sees that as the address of clients of port {PortText}"];
        }
        Session.Claims.Add(this);
        if (free.Count > 0)
        {
            TakePorts(free);
        }
    }

    private void Lock(PortRange ports)
    {
        for (int port = ports.First; port <= ports.Last; port++)
        {
            _locks.Add(PortLock.Take(Session.Loop, "tcp", (ushort)port, Session.Who));
        }
    }

    private void TakePorts(List<PortRange> free)
    {
        _v4 = Listen(Address.LoopbackV4);
        free.ForEach(ports => LeadBack(isV4: true, ports));
        if (Ipv6.IsThere())
        {
            _v6 = Listen(Address.LoopbackV6);
            free.ForEach(ports => LeadBack(isV4: false, ports));
        }
        foreach (var ports in free)
        {
            Session.Lookup.Take(IPPROTO_TCP, ports.First, ports.Last, _v4, _v6);
            _taken.Add(ports);
        }
    }

    private string PortText => Wants.First == Wants.Last ? $"{Wants.First}" : $"{Wants.First}-{Wants.Last}";

    private void LeadBack(bool isV4, PortRange ports)
    {
        var errno = Session.Routes.Add(isV4, IPPROTO_TCP, ports.First, ports.Last);
        if (errno != Errno.None)
        {
            throw new LinuxException("rtnetlink: a rule for what the real program answers", errno, errno == Errno.ENETDOWN
                ? "the target's loopback interface is down: `ip link set lo up` there"
                : null);
        }
        _led.Add((isV4, ports));
    }

    private int Listen(Address loopback)
    {
        var name = new SocketName(loopback, 0);
        var socket = LinuxException.Check(name.Open(SOCK_STREAM), "socket");
        if (!loopback.IsV4)
        {
            _ = Libc.setsockopt(socket, IPPROTO_IPV6, IPV6_V6ONLY, 1);
        }
        // Connections inherit both. Until one has ended in order: a client of an agent that is killed must not take half of an
        // answer for the whole.
        TcpSocket.Prepare(socket);
        TcpSocket.ResetWhenClosed(socket);
        LinuxException.ThrowIf(name.Bind(socket), "bind");
        LinuxException.ThrowIf(Libc.listen(socket, Backlog), "listen");
        LinuxException.ThrowIf(Session.Loop.Add(socket, EPOLLIN, this), "epoll_ctl");
        return socket;
    }

    private void Accept(int listener)
    {
        while (SocketName.Accept(listener, out var client) is { Ok: true } accepted)
        {
            Accepted(accepted.Int, client);
        }
    }

    private void Accepted(int socket, SocketName client)
    {
        var server = SocketName.LocalOf(socket);
        if (server.Port < Wants.First || server.Port > Wants.Last)
        {
            // Somebody at the target has found the agent's own port: there is nothing for him.
            _ = Libc.close(socket);
            return;
        }
        var claims = Session.Claims.Of(server);
        if (claims.Count == 0)
        {
            PassOn(socket, client, server, stream: 0, []);
            return;
        }
        Session.Counters.Connections++;
        new ClaimedConnection(this, claims, socket, client, server).Begin();
    }
}
