using Fairlead.Engines.Feeding;
using Fairlead.Rules;

namespace Fairlead.Engines.Seccomp;

/// <summary>The connections that are being made at the target, by the cookie of the program's socket.</summary>
/// <remarks>
/// A call that a signal interrupts is often made again by the kernel, at once: it joins the attempt that it has begun.
/// One that does not come back within a second is given up.
/// </remarks>
internal sealed class PendingAttempts(IOutgoing outgoing) : IDisposable
{
    private const long Grace = 1000;
    private readonly Dictionary<ulong, Pending> _pending = [];

    /// <summary>When <see cref="GiveUp"/> has something to do, in milliseconds of the monotonic clock.</summary>
    public long Due { get; private set; } = long.MaxValue;

    /// <summary>The attempt of a socket: the one that is under way, or one that is begun now.</summary>
    public OutgoingAttempt Join(ulong cookie, ulong call, (Address Address, ushort Port) asked)
    {
        if (_pending.TryGetValue(cookie, out var known))
        {
            if (known.Asked == asked)
            {
                (known.Call, known.GivenUpAt) = (call, long.MaxValue);
                return known.Attempt;
            }
            known.Attempt.Dispose();
        }
        var attempt = outgoing.Begin(Protocol.Tcp, asked.Address.Unmap(), asked.Port);
        _pending[cookie] = new Pending(attempt, asked) { Call = call };
        return attempt;
    }

    /// <summary>Ends the wait for an attempt, which is the caller's now.</summary>
    public void Take(ulong cookie) => _pending.Remove(cookie);

    /// <summary>A call has ended before it got its answer.</summary>
    public void Interrupted(ulong call)
    {
        foreach (var pending in _pending.Values)
        {
            if (pending.Call == call && pending.GivenUpAt == long.MaxValue)
            {
                pending.GivenUpAt = Environment.TickCount64 + Grace;
                Due = Math.Min(Due, pending.GivenUpAt);
            }
        }
    }

    /// <summary>Gives up what no call has come back for.</summary>
    public void GiveUp()
    {
        var (now, next) = (Environment.TickCount64, long.MaxValue);
        foreach (var (cookie, pending) in _pending)
        {
            if (pending.GivenUpAt <= now)
            {
                // A dictionary may lose entries while it is looked through.
                _pending.Remove(cookie);
                pending.Attempt.Dispose();
            }
            else
            {
                next = Math.Min(next, pending.GivenUpAt);
            }
        }
        Due = next;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var pending in _pending.Values)
        {
            pending.Attempt.Dispose();
        }
        _pending.Clear();
    }

    private sealed record Pending(OutgoingAttempt Attempt, (Address Address, ushort Port) Asked)
    {
        public ulong Call { get; set; }

        public long GivenUpAt { get; set; } = long.MaxValue;
    }
}
