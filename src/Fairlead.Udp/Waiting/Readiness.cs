using System.Runtime.InteropServices;
using static Fairlead.Linux.epoll_event;

namespace Fairlead.Udp;

/// <summary>What is waited for at one descriptor: at most one call for reading, and one for writing.</summary>
/// <param name="handle">The descriptor.</param>
/// <param name="owner">The type whose end ends what waits.</param>
internal sealed class Readiness(SafeHandle handle, string owner) : IDisposable
{
    // Held while waiting begins and ends, never while data moves.
    private readonly Lock _gate = new();
    private ulong _id;
    private IWaiting? _reader;
    private IWaiting? _writer;
    private bool _isDisposed;

    /// <summary>Tells the call when the descriptor is readable, or writable.</summary>
    public void Await(IWaiting call, bool isWrite)
    {
        lock (_gate)
        {
            if (!_isDisposed)
            {
                (isWrite ? ref _writer : ref _reader) = call;
                Arm();
                return;
            }
        }
        call.Fail(Disposed());
    }

    /// <summary>The descriptor is ready; an error (EPOLLERR) is for both to find.</summary>
    public void Report(uint events)
    {
        IWaiting? reader, writer;
        lock (_gate)
        {
            reader = Take(ref _reader, events & ~EPOLLOUT);
            writer = Take(ref _writer, events & ~EPOLLIN);
        }
        reader?.Ready();
        writer?.Ready();
        ArmAgain();
    }

    /// <summary>Ends what waits with <see cref="ObjectDisposedException"/>.</summary>
    public void Dispose()
    {
        IWaiting? reader, writer;
        lock (_gate)
        {
            if (_isDisposed)
            {
                return;
            }
            _isDisposed = true;
            reader = Take(ref _reader, EPOLLIN);
            writer = Take(ref _writer, EPOLLOUT);
            Remove();
        }
        reader?.Fail(Disposed());
        writer?.Fail(Disposed());
    }

    private ObjectDisposedException Disposed() => new(owner);

    private static IWaiting? Take(ref IWaiting? call, uint events)
    {
        if (events == 0)
        {
            return null;
        }
        var taken = call;
        call = null;
        return taken;
    }

    // For the one that is still waited for. Whoever closed the socket behind our back ends what waits.
    private void ArmAgain()
    {
        try
        {
            lock (_gate)
            {
                Arm();
            }
        }
        catch (ObjectDisposedException)
        {
            Dispose();
        }
    }

    private void Arm()
    {
        var events = (_reader is null ? 0 : EPOLLIN) | (_writer is null ? 0 : EPOLLOUT);
        if (events == 0 || _isDisposed)
        {
            return;
        }
        using var lease = new HandleLease(handle);
        if (_id == 0)
        {
            _id = EpollThread.Add(this, lease.Fd);
        }
        EpollThread.Arm(lease.Fd, _id, events);
    }

    private void Remove()
    {
        if (_id != 0 && !handle.IsClosed)
        {
            using var lease = new HandleLease(handle);
            EpollThread.Remove(lease.Fd, _id);
        }
    }
}
