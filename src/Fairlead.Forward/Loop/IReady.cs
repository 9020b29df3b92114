namespace Fairlead.Forward.Loop;

/// <summary>Who owns a descriptor in an <see cref="EventLoop"/>.</summary>
internal interface IReady
{
    /// <summary>The descriptor is ready; called on the loop's thread.</summary>
    /// <param name="events">EPOLL bits.</param>
    void Ready(uint events);
}
