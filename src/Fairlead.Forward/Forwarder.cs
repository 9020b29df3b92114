using Fairlead.Forward.Backends;
using Fairlead.Forward.Handover;
using Fairlead.Forward.Sockets;
using Fairlead.Forward.Statistics;
using Fairlead.Forward.Tcp;
using Fairlead.Forward.Udp;
using Fairlead.Linux;
using Fairlead.Rules;
using Fairlead.Rules.Forwarding;

namespace Fairlead.Forward;

/// <summary>Carries out forward statements.</summary>
/// <remarks>
/// <para>Goal. UDP and TCP between clients and backends at the speed of the kernel's own calls, with nothing lost silently,
/// and statements that change while sessions live.</para>
/// <para>How. A loop is a thread with an epoll set. Each place that is listened at has a socket in each loop, in one
/// SO_REUSEPORT group, so the kernel decides once for each client which thread serves it, and threads share nothing.
/// <see cref="UdpListener"/> and <see cref="Session"/> are the way of a datagram.</para>
/// <para>Order of events. <see cref="Carry"/> opens what is new, all or nothing, before it changes anything; then it lets go
/// of what is gone. A place that stays keeps its sockets and sessions.</para>
/// <para>Limits. A passed socket is served by one loop, as it is one socket.</para>
/// </remarks>
public sealed partial class Forwarder : IDisposable
{
    // What is not a session: listening sockets, the runtime's own files. At most half of what there is.
    private const int Reserve = 1000;

    private readonly IForwardHost _host;
    private readonly ForwardLoop[] _loops;
    private readonly int _affordable;
    private readonly NameRefresh _names;
    private readonly Dictionary<PlaceKey, Place> _places = [];
    private RunningStatement[] _statements = [];
    private int _nextLoop;
    private bool _isRunning;
    private bool _isOnLoan;

    /// <summary>Makes a forwarder that carries out nothing yet.</summary>
    /// <param name="host">Who runs it.</param>
    /// <param name="loops">How many threads forward, from 1.</param>
    public Forwarder(IForwardHost host, int loops)
    {
        (_host, _names) = (host, new NameRefresh(host));
        _loops = new ForwardLoop[loops];
        for (var i = 0; i < loops; i++)
        {
            _loops[i] = new ForwardLoop(i);
        }
        var descriptors = DescriptorLimit.Now();
        _affordable = (descriptors - Math.Min(Reserve, descriptors / 2)) / 2;
    }

    /// <summary>What each statement has done.</summary>
    public StatementStatistics[] Statistics() => Array.ConvertAll(_statements, statement => statement.Statistics());

    /// <summary>Carries out these statements, in place of those before.</summary>
    /// <param name="rules">The statements.</param>
    /// <param name="inheritance">What a predecessor left; null: nothing.</param>
    /// <exception cref="LinuxException">A place cannot be opened; nothing has changed.</exception>
    public void Carry(IReadOnlyList<ForwardRule> rules, Inheritance? inheritance = null)
    {
        var opened = OpenNew(rules, inheritance);
        _isOnLoan |= inheritance is not null && !_isRunning;
        var statements = new RunningStatement[rules.Count];
        var gone = new Dictionary<PlaceKey, Place>(_places);
        for (var i = 0; i < statements.Length; i++)
        {
            statements[i] = Running(rules[i], statements);
            TakePlaces(statements[i], rules[i], opened, gone, inheritance);
        }
        _statements = statements;
        foreach (var place in gone.Values)
        {
            _places.Remove(place.Key);
            place.Listeners.ForEach(l => l.Loop.Do(l.Listener.End));
        }
        // So that the ports are free when this returns.
        Array.ForEach(_loops, loop => loop.Settle());
        inheritance?.Close();
        _names.Follow(Array.ConvertAll(statements, statement => statement.Statement));
    }

    /// <summary>Starts the loops.</summary>
    public void Start()
    {
        (_isRunning, _isOnLoan) = (true, false);
        Array.ForEach(_loops, loop => loop.Events.Start());
    }

    /// <summary>Ends the loops; comes back when they have. Sockets and sessions stay as they are.</summary>
    public void Stop()
    {
        if (_isRunning)
        {
            _isRunning = false;
            Array.ForEach(_loops, loop => loop.Events.Stop());
        }
    }

    /// <summary>Writes all that there is for a successor. After <see cref="Stop"/>; <see cref="Start"/> goes on as before.</summary>
    /// <param name="send">Sends a message of text and descriptors, which stay open here.</param>
    public void Bequeath(Action<byte[], int[]> send)
    {
        var writer = new HandoverWriter(send);
        writer.Add($"{HandoverWriter.Version}");
        var number = 0;
        foreach (var place in _places.Values)
        {
            var protocol = place.Key.Protocol == Protocol.Udp ? "udp" : "tcp";
            foreach (var (_, listener) in place.Listeners)
            {
                writer.Add($"listen {++number} {protocol} {place.Key.Address} {place.Key.Port}", listener.Socket);
                listener.Bequeath(writer, number);
            }
        }
        writer.End();
    }

    /// <summary>A successor has all that there is: none of it is ended here.</summary>
    public void Release() => _places.Clear();

    /// <summary>Ends the loops and all that they have; what was inherited and never started is the predecessor's still.</summary>
    public void Dispose()
    {
        _names.Dispose();
        Stop();
        if (_isOnLoan)
        {
            Release();
        }
        foreach (var (_, listener) in _places.Values.SelectMany(place => place.Listeners))
        {
            listener.End();
        }
        Array.ForEach(_loops, loop => loop.Dispose());
    }

    // The sockets of places that are not listened at yet. Passed sockets may share a place.
    private Dictionary<PlaceKey, List<int>> OpenNew(IReadOnlyList<ForwardRule> rules, Inheritance? inheritance)
    {
        var opened = new Dictionary<PlaceKey, List<int>>();
        try
        {
            foreach (var rule in rules)
            {
                foreach (var point in rule.Listen.Items)
                {
                    var key = PlaceKey.Of(rule, point);
                    if (!_places.ContainsKey(key))
                    {
                        opened.TryAdd(key, []);
                        opened[key].AddRange(Open(rule, point, inheritance?.TakeSockets(key) ?? []));
                        opened[key].ForEach(socket => ListenSocket.Prepare(socket, rule, point));
                    }
                }
            }
            return opened;
        }
        catch (LinuxException)
        {
            foreach (var socket in opened.Values.SelectMany(sockets => sockets))
            {
                _ = Libc.close(socket);
            }
            inheritance?.Close();
            throw;
        }
    }

    // A predecessor's sockets all stay, however many loops there are now: closing one would lose what waits in it.
    private int[] Open(ForwardRule rule, ListenPoint point, int[] inherited) =>
        inherited.Length > 0 ? inherited
        : point.Passed is { } passed ? [Copy(passed.Descriptor)]
        : ListenSocket.Open(rule, point, _loops.Length, _host);

    // The service manager's own descriptor stays open: a reload may want the socket again.
    private static int Copy(int passed) =>
        LinuxException.Check(Libc.fcntl(passed, FcntlConstants.F_DUPFD_CLOEXEC), "fcntl of a passed socket");

    // A statement goes on under the one that has its first place, so that its sessions and numbers do.
    private RunningStatement Running(ForwardRule rule, RunningStatement[] taken)
    {
        var first = PlaceKey.Of(rule, rule.Listen[0]);
        var before = Array.Find(_statements, s => Array.Exists(s.Places, p => p.Key == first));
        if (before is null || Array.IndexOf(taken, before) >= 0)
        {
            return new RunningStatement(new Statement(rule, _affordable, _host), _loops);
        }
        before.Statement.Update(rule);
        return before;
    }

    private void TakePlaces(
        RunningStatement statement, ForwardRule rule, Dictionary<PlaceKey, List<int>> opened, Dictionary<PlaceKey, Place> gone,
        Inheritance? inheritance)
    {
        var places = new List<Place>();
        foreach (var point in rule.Listen.Items)
        {
            var key = PlaceKey.Of(rule, point);
            if (gone.Remove(key, out var place))
            {
                place.Listeners.ForEach(l => l.Loop.Do(() => Pass(l.Listener, PartIn(statement, l.Loop), place.Point)));
            }
            else if (!_places.TryGetValue(key, out place))
            {
                _places[key] = place = Listen(statement, new Place(key, point), opened[key], inheritance);
            }
            if (!places.Contains(place))
            {
                places.Add(place);
            }
        }
        statement.Places = [.. places];
    }

    // What waits came under the statement before; the options of the socket are those of its owner.
    private static void Pass(IListener listener, LoopStatement owner, ListenPoint point)
    {
        listener.Ready(epoll_event.EPOLLIN);
        ListenSocket.Prepare(listener.Socket, owner.Statement.Rule, point);
        listener.Pass(owner);
    }

    private Place Listen(RunningStatement statement, Place place, List<int> sockets, Inheritance? inheritance)
    {
        foreach (var socket in sockets)
        {
            var loop = _loops[_nextLoop++ % _loops.Length];
            var part = PartIn(statement, loop);
            IListener listener = place.Key.Protocol == Protocol.Tcp
                ? new TcpListener(loop.Tcp, part, place.Point, socket)
                : new UdpListener(loop.Udp, part, place.Point, socket);
            place.Listeners.Add((loop, listener));
            loop.Do(() => LinuxException.ThrowIf(
                loop.Events.Add(socket, epoll_event.EPOLLIN, listener), "epoll_ctl"));
            inheritance?.TakeSessions(socket).ForEach(session => loop.Do(() => Adopt(listener, session)));
        }
        return place;
    }

    private static void Adopt(IListener listener, InheritedSession session)
    {
        try
        {
            listener.Adopt(session);
        }
        catch (Exception e) when (e is FormatException or OverflowException or ArgumentException or IndexOutOfRangeException)
        {
            throw new HandoverException($"a session cannot be read: {string.Join(' ', session.Words)}");
        }
    }

    private LoopStatement PartIn(RunningStatement statement, ForwardLoop loop) => statement.Parts[Array.IndexOf(_loops, loop)];
}
