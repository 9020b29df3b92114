using Fairlead.Forward.Loop;
using Fairlead.Linux;
using Fairlead.Mirror.Frames;

namespace Fairlead.Mirror.Agent.Tcp;

/// <summary>Looks at the first request of a connection, without taking it, and says whether it is wanted.</summary>
internal sealed class RequestChoice(EventLoop loop, int socket, SubscribeMessage asked, Action<bool> chosen) : IReady
{
    /// <summary>Begins to look.</summary>
    public void Begin() => LinuxException.ThrowIf(
        loop.Add(socket, epoll_event.EPOLLIN | epoll_event.EPOLLRDHUP | epoll_event.EPOLLET, this), "epoll_ctl");

    /// <inheritdoc/>
    public void Ready(uint events)
    {
        loop.Remove(socket);
        chosen(asked.Headers.Length == 0);
    }
}
