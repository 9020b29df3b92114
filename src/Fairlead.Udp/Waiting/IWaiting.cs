namespace Fairlead.Udp;

/// <summary>A call that waits until a descriptor is ready.</summary>
internal interface IWaiting
{
    /// <summary>The descriptor is ready. Must return at once.</summary>
    void Ready();

    /// <summary>There is nothing to wait for any more.</summary>
    void Fail(Exception error);
}
