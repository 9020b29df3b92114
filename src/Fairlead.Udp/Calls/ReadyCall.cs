namespace Fairlead.Udp;

/// <summary>Waits until a descriptor is ready, and leaves the rest to its caller.</summary>
internal sealed class ReadyCall(Readiness readiness, bool isWrite) : WaitingCall<bool>(readiness, isWrite)
{
    public ValueTask<bool> WaitAsync(string what, CancellationToken cancellation)
    {
        Claim(what);
        return Start(cancellation);
    }

    /// <inheritdoc/>
    protected override bool Try(out bool result) => result = true;

    /// <inheritdoc/>
    protected override void Clear()
    {
    }
}
