namespace Fairlead.Forward.Tcp;

/// <summary>A reset of one side on its way to the other: it waits until what came before it has arrived.</summary>
/// <remarks>
/// A reset throws away what waits to be sent. An acknowledgement makes no event, so whoever asks looks again. A side that takes nothing
/// is reset in the end, too.
/// </remarks>
internal struct CarriedReset
{
    private const int Patience = 30_000;
    private int _unacknowledged;
    private long _passed;

    /// <summary>When something that came before it arrived last, in milliseconds of the loop.</summary>
    public long Moved { get; private set; }

    /// <summary>Whether it is time to reset both.</summary>
    /// <param name="from">The side that was reset.</param>
    /// <param name="to">The other one.</param>
    /// <param name="now">The loop's time.</param>
    public bool IsDue(Side from, Side to, long now)
    {
        var unacknowledged = TcpSocket.Unacknowledged(to.Socket);
        if (Moved == 0 || unacknowledged != _unacknowledged || from.Passed != _passed)
        {
            (_unacknowledged, _passed, Moved) = (unacknowledged, from.Passed, now);
        }
        return to.IsBroken || (from.HasEnded && unacknowledged == 0) || Moved + Patience <= now;
    }
}
