namespace Fairlead.Forward.Loop;

/// <summary>Timers of one thread: set, moved and cancelled at a cost that does not grow with their number.</summary>
/// <remarks>
/// A slot is a quarter of a second. A timer stands in the slot of its time, modulo the wheel; one that is due in a later
/// round stays there when the hand passes. A session does not move its timer at each datagram: it notes the time, and sets
/// the timer anew when it goes off too early.
/// </remarks>
internal sealed class TimerWheel
{
    private const int Tick = 250;
    private const int Slots = 1024;

    private readonly Sentinel[] _slots = new Sentinel[Slots];
    private readonly Sentinel _due = new();
    private long _hand;

    public TimerWheel(long now)
    {
        _hand = now / Tick;
        for (var i = 0; i < Slots; i++)
        {
            _slots[i] = new Sentinel();
        }
    }

    /// <summary>How many timers are set.</summary>
    public int Count { get; private set; }

    /// <summary>Milliseconds until the hand moves on; -1: no timer is set.</summary>
    public int Wait(long now) => Count == 0 ? -1 : (int)Math.Max(0, ((_hand + 1) * Tick) - now);

    /// <summary>Sets a timer that is not set.</summary>
    public void Set(Timed timer, long due)
    {
        timer.Due = due;
        Append(_slots[Math.Max(_hand + 1, (due + Tick - 1) / Tick) % Slots], timer);
    }

    /// <summary>Sets a timer, or moves one that is due later.</summary>
    public void SetBy(Timed timer, long due)
    {
        if (timer.Next is null || timer.Due > due)
        {
            Cancel(timer);
            Set(timer, due);
        }
    }

    /// <summary>Cancels a timer, if it is set.</summary>
    public void Cancel(Timed timer)
    {
        if (timer.Next is { } next)
        {
            (next.Previous, timer.Previous!.Next) = (timer.Previous, next);
            (timer.Previous, timer.Next) = (null, null);
            Count--;
        }
    }

    /// <summary>Moves the hand up to now, and expires what is due.</summary>
    public void Advance(long now)
    {
        while (_hand < now / Tick)
        {
            // First, so that what is set meanwhile comes into a slot that is still ahead.
            _hand++;
            ExpireSlot(_slots[_hand % Slots], _hand * Tick);
        }
    }

    // Whoever expires may set or cancel timers, of this slot and due ones too: so those are first moved to a list of their
    // own, where a cancelled one leaves as it would leave the slot.
    private void ExpireSlot(Sentinel slot, long time)
    {
        for (Timed timer = slot.Next!, next; timer != slot; timer = next)
        {
            next = timer.Next!;
            if (timer.Due <= time)
            {
                Cancel(timer);
                Append(_due, timer);
            }
        }
        while (_due.Next is { } timer && timer != _due)
        {
            Cancel(timer);
            timer.Expire();
        }
    }

    private void Append(Sentinel list, Timed timer)
    {
        (timer.Previous, timer.Next) = (list.Previous, list);
        list.Previous!.Next = timer;
        list.Previous = timer;
        Count++;
    }

    private sealed class Sentinel : Timed
    {
        public Sentinel() => (Previous, Next) = (this, this);

        internal override void Expire() => throw new InvalidOperationException("the head of a slot is no timer");
    }
}
