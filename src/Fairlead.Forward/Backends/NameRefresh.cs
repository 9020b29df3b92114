using Fairlead.Rules;

namespace Fairlead.Forward.Backends;

/// <summary>Looks the host names of backends up again, each after the time that its statement says.</summary>
/// <remarks>
/// On a thread of its own, as a lookup may take many seconds. What a name meant last holds until it has addresses again: a
/// resolver that is down takes no backend away. Sessions keep the backend that they have.
/// </remarks>
internal sealed class NameRefresh(IForwardHost host) : IDisposable
{
    private readonly object _lock = new();
    private readonly HashSet<string> _lost = [];
    private List<Named> _named = [];
    private Thread? _thread;
    private bool _ended;

    /// <summary>Goes on with these statements, in place of those before.</summary>
    public void Follow(IEnumerable<Statement> statements)
    {
        lock (_lock)
        {
            _named = [.. statements.Where(s => s.Backends.HasNames).Select(s => new Named(s, s.Backends, DueOf(s)))];
            if (_named.Count > 0 && _thread is null)
            {
                _thread = new Thread(Run) { Name = "names", IsBackground = true };
                _thread.Start();
            }
            Monitor.Pulse(_lock);
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _ended = true;
            Monitor.Pulse(_lock);
        }
    }

    private static long DueOf(Statement statement) => Environment.TickCount64 + (statement.Options.Resolve * 1000L);

    private void Run()
    {
        while (Next() is { } named)
        {
            LookUp(named);
        }
    }

    // Waits until one is due; null: at the end.
    private Named? Next()
    {
        lock (_lock)
        {
            while (!_ended)
            {
                var next = _named.MinBy(named => named.Due);
                var wait = next is null ? Timeout.Infinite : (int)Math.Max(0, next.Due - Environment.TickCount64);
                if (next is not null && wait == 0)
                {
                    next.Due = DueOf(next.Statement);
                    return next;
                }
                Monitor.Wait(_lock, wait);
            }
            return null;
        }
    }

    private void LookUp(Named named)
    {
        var addresses = new Address[named.Backends.Backends.Count][];
        for (var i = 0; i < addresses.Length; i++)
        {
            var (backend, before) = (named.Backends.Backends[i], named.Backends.AddressesOf(i));
            addresses[i] = backend.Name is null ? before : Now(named.Statement, backend.Name, before);
        }
        named.Backends.Update(addresses);
    }

    private Address[] Now(Statement statement, string name, Address[] before)
    {
        var number = statement.Rule.Number;
        var now = host.Resolve(name) is { } found ? BackendSet.InOrder(found) : [];
        if (now.Length == 0)
        {
            if (_lost.Add(name))
            {
                Say(ForwardLevel.Warning, number, $"{name} has no address now; {Text(before)} stays in use");
            }
            return before;
        }
        if (_lost.Remove(name) | !now.AsSpan().SequenceEqual(before))
        {
            Say(ForwardLevel.Notice, number, $"{name} is {Text(now)} now (before: {Text(before)})");
        }
        return now;
    }

    private void Say(ForwardLevel level, int statement, string message) => host.Say(new ForwardEvent(level, "backend", statement, message));

    private static string Text(Address[] addresses) => string.Join(", ", addresses);

    private sealed record Named(Statement Statement, BackendSet Backends, long FirstDue)
    {
        public long Due { get; set; } = FirstDue;
    }
}
