using System.Collections.Concurrent;
using Fairlead.Linux;
using static Fairlead.Linux.epoll_event;

namespace Fairlead.Udp;

/// <summary>The one thread of this library: waits until sockets are ready, and says so to those who wait for them.</summary>
/// <remarks>
/// <para>Goal. To wait without a thread per socket. The framework's own waiting does not serve: it offers no way to learn
/// that a UDP socket is writable, and what an empty receive does to a datagram is nowhere promised.</para>
/// <para>Order of events. A descriptor is registered once, with no interest. Who finds it not ready arms it; it reports
/// once and is then at rest (EPOLLONESHOT), so a socket that is kept busy wakes this thread never.</para>
/// <para>Limits. The thread starts with the first wait and never ends. It runs no code of the program.</para>
/// </remarks>
internal static unsafe class EpollThread
{
    private const int Room = 64;

    private static readonly ConcurrentDictionary<ulong, Readiness> Registered = new();
    private static readonly Lock Gate = new();
    private static int _epoll = -1;
    private static ulong _last;

    /// <summary>Registers a descriptor, and gives the name that it has here.</summary>
    public static ulong Add(Readiness readiness, int fd)
    {
        Start();
        var id = Interlocked.Increment(ref _last);
        UdpFailure.ThrowIf(Libc.epoll_ctl(_epoll, EPOLL_CTL_ADD, fd, EPOLLONESHOT, id), "epoll_ctl");
        Registered[id] = readiness;
        return id;
    }

    /// <summary>Has a descriptor report once, when one of these events is there, or at once where it is.</summary>
    public static void Arm(int fd, ulong id, uint events) =>
        UdpFailure.ThrowIf(Libc.epoll_ctl(_epoll, EPOLL_CTL_MOD, fd, events | EPOLLONESHOT, id), "epoll_ctl");

    /// <summary>Forgets a descriptor. A report that is on its way finds nobody.</summary>
    public static void Remove(int fd, ulong id)
    {
        Registered.TryRemove(id, out _);
        Libc.epoll_ctl(_epoll, EPOLL_CTL_DEL, fd, 0, id);
    }

    private static void Start()
    {
        lock (Gate)
        {
            if (_epoll >= 0)
            {
                return;
            }
            var epoll = Libc.epoll_create1(EPOLL_CLOEXEC);
            UdpFailure.ThrowIf(epoll.Errno, "epoll_create1");
            _epoll = epoll.Int;
        }
        new Thread(Run) { IsBackground = true, Name = "Fairlead.Udp" }.UnsafeStart();
    }

    private static void Run()
    {
        var memory = stackalloc byte[EpollEvents.Size * Room];
        var ready = new EpollEvents(memory);
        while (true)
        {
            var count = Libc.epoll_wait(_epoll, ready.Pointer, Room, -1);
            for (var i = 0; i < count.Int; i++)
            {
                var (events, id) = ready[i];
                if (Registered.TryGetValue(id, out var readiness))
                {
                    readiness.Report(events);
                }
            }
        }
    }
}
