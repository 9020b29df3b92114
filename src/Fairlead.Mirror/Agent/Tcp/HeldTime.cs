namespace Fairlead.Mirror.Agent.Tcp;

/// <summary>How long a client was held back so far. Times are milliseconds of the loop.</summary>
internal struct HeldTime
{
    private long _sum;
    private long _since;

    /// <summary>It is held back from now on, if it was not already.</summary>
    public void Begin(long now) => _since = _since == 0 ? now : _since;

    /// <summary>It goes on.</summary>
    public void End(long now) => (_sum, _since) = (Sum(now), 0);

    /// <summary>How long in all.</summary>
    public readonly long Sum(long now) => _sum + (_since == 0 ? 0 : now - _since);
}
