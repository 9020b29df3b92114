using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Fairlead.Linux;
using static Fairlead.Linux.epoll_event;

namespace Fairlead.Forward.Loop;

/// <summary>One thread, one epoll set, and all that belongs to it: sockets, sessions, timers.</summary>
/// <remarks>
/// <para>Goal. Whatever a session needs is owned by one thread, so the data path has no lock and no atomic operation.
/// Other threads <see cref="Post"/> what is to be done here, which is rare: a reload, a question.</para>
/// <para>Order of events. Wait; give each ready descriptor to its owner; <see cref="BatchEnded"/>, where gathered answers
/// are sent; do what was posted; expire timers; <see cref="BatchEnded"/> again, for what those have to say; close what was
/// closed. Descriptors are closed last, because an event of the same batch may still name one, and its number must not be
/// somebody else's by then.</para>
/// <para>Limits. An owner that blocks, blocks them all.</para>
/// </remarks>
internal sealed unsafe class EventLoop : IDisposable
{
    private const int MostEvents = 256;

    private readonly int _epoll;
    private readonly int _wake;
    private readonly EpollEvents _events = new(NativeMemory.Alloc(MostEvents, (nuint)EpollEvents.Size));
    private readonly ConcurrentQueue<Action> _posted = new();
    private readonly List<int> _closing = [];
    private readonly string _name;
    private Thread? _thread;
    private IReady?[] _owners = new IReady?[1024];
    private bool _stopping;

    /// <param name="name">The name of its thread, as ps -T shows it: 15 bytes.</param>
    public EventLoop(string name)
    {
        _name = name;
        _epoll = LinuxException.Check(Libc.epoll_create1(EPOLL_CLOEXEC), "epoll_create1");
        _wake = LinuxException.Check(
            Libc.eventfd(0, FcntlConstants.O_CLOEXEC | FcntlConstants.O_NONBLOCK), "eventfd");
        Now = Environment.TickCount64;
        Timers = new TimerWheel(Now);
        Add(_wake, EPOLLIN, new Waker(this));
    }

    /// <summary>Milliseconds of a clock that only goes forward, as of the last wait.</summary>
    public long Now { get; private set; }

    /// <summary>The timers.</summary>
    public TimerWheel Timers { get; }

    /// <summary>Called after the owners of a batch of events, and after timers.</summary>
    public Action BatchEnded { get; set; } = () => { };

    /// <summary>The most milliseconds between two ends of batches; -1: as many as there are.</summary>
    public int LongestWait { get; set; } = -1;

    /// <summary>Whether the thread runs.</summary>
    public bool IsRunning => _thread is not null;

    /// <summary>Starts the thread.</summary>
    public void Start()
    {
        _stopping = false;
        _thread = new Thread(Run) { Name = _name, IsBackground = true };
        _thread.Start();
    }

    /// <summary>Ends the thread, once it has done what was posted; comes back when it has. It can be started again.</summary>
    public void Stop()
    {
        Post(() => _stopping = true);
        _thread?.Join();
        _thread = null;
    }

    /// <summary>Lets the loop's thread do something. From any thread.</summary>
    public void Post(Action action)
    {
        _posted.Enqueue(action);
        ulong one = 1;
        _ = Libc.write(_wake, new ReadOnlySpan<byte>(&one, sizeof(ulong)));
    }

    /// <summary>Watches a descriptor.</summary>
    /// <returns>Why it cannot be watched.</returns>
    public Errno Add(int descriptor, uint events, IReady owner)
    {
        if (descriptor >= _owners.Length)
        {
            Array.Resize(ref _owners, Math.Max(descriptor + 1, _owners.Length * 2));
        }
        _owners[descriptor] = owner;
        return Control(EPOLL_CTL_ADD, descriptor, events);
    }

    /// <summary>Watches for other events.</summary>
    public void Change(int descriptor, uint events) =>
        LinuxException.ThrowIf(Control(EPOLL_CTL_MOD, descriptor, events), "epoll_ctl");

    /// <summary>No longer watches a descriptor, which stays open.</summary>
    public void Remove(int descriptor)
    {
        if (descriptor >= _owners.Length || _owners[descriptor] is null)
        {
            return;
        }
        _owners[descriptor] = null;
        _ = Control(EPOLL_CTL_DEL, descriptor, 0);
    }

    /// <summary>Closes a descriptor, watched or not, at the end of the batch.</summary>
    public void Close(int descriptor)
    {
        Remove(descriptor);
        _closing.Add(descriptor);
    }

    /// <summary>Frees what the loop has. The descriptors that it watches stay open.</summary>
    public void Dispose()
    {
        CloseLeft();
        _ = Libc.close(_epoll);
        _ = Libc.close(_wake);
        NativeMemory.Free(_events.Pointer);
    }

    private Errno Control(int operation, int descriptor, uint events) =>
        Libc.epoll_ctl(_epoll, operation, descriptor, events, (uint)descriptor);

    private void Run()
    {
        while (!_stopping)
        {
            // -1 is the longest time as an unsigned number.
            var wait = (int)Math.Min((uint)Timers.Wait(Now), (uint)LongestWait);
            var ready = Libc.epoll_wait(_epoll, _events.Pointer, MostEvents, wait);
            Now = Environment.TickCount64;
            for (var i = 0; i < ready.Int; i++)
            {
                var (events, descriptor) = _events[i];
                _owners[(int)descriptor]?.Ready(events);
            }
            EndBatch();
        }
    }

    private void EndBatch()
    {
        BatchEnded();
        // What is posted from here waits for the next batch.
        for (var left = _posted.Count; left > 0 && _posted.TryDequeue(out var action); left--)
        {
            action();
            CloseLeft();
        }
        Timers.Advance(Now);
        BatchEnded();
        CloseLeft();
    }

    private void CloseLeft()
    {
        foreach (var descriptor in _closing)
        {
            _ = Libc.close(descriptor);
        }
        _closing.Clear();
    }

    private sealed class Waker(EventLoop loop) : IReady
    {
        public void Ready(uint events)
        {
            ulong count = 0;
            _ = Libc.read(loop._wake, new Span<byte>(&count, sizeof(ulong)));
        }
    }
}
