using Fairlead.Forward;

namespace Fairlead.Cli.Forwarding;

/// <summary>Ends a forwarder that has had no session for a while: the service manager's socket starts it again.</summary>
internal sealed class IdleWatch(Forwarder forwarder, TimeSpan patience)
{
    private long _begun;
    private long _busyAt = Environment.TickCount64;

    /// <summary>How often to look.</summary>
    public TimeSpan Interval => TimeSpan.FromMilliseconds(Math.Clamp(patience.TotalMilliseconds / 10, 50, 1000));

    /// <summary>Whether it has ended.</summary>
    public bool TryEnd()
    {
        var begun = forwarder.Statistics().Sum(statement => statement.Begun);
        if (begun != _begun || forwarder.SessionCount > 0)
        {
            (_begun, _busyAt) = (begun, Environment.TickCount64);
        }
        return Environment.TickCount64 - _busyAt >= patience.TotalMilliseconds && forwarder.TryStopIdle();
    }
}
