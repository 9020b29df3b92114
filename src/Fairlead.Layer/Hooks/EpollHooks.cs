using System.Runtime;
using Fairlead.Layer.Calls;
using Fairlead.Layer.Sockets;

namespace Fairlead.Layer.Hooks;

/// <summary>epoll_create(2)</summary>
internal static class EpollHooks
{
    [RuntimeExport("epoll_create")]
    private static int EpollCreate(int size) => EpollSets.Add(Next.epoll_create(size));

    [RuntimeExport("epoll_create1")]
    internal static int EpollCreate1(int flags) => EpollSets.Add(Next.epoll_create1(flags));
}
