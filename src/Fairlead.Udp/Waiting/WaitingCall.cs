using System.Net.Sockets;
using System.Threading.Tasks.Sources;

namespace Fairlead.Udp;

/// <summary>A call on a descriptor that can be awaited, again and again, without an allocation.</summary>
/// <remarks>
/// <para>Order of events. <see cref="Start"/>: the call found the descriptor not ready, and waits. <see cref="Ready"/>, on
/// the epoll thread: hands the call to the thread pool. <see cref="IThreadPoolWorkItem.Execute"/>: tries it; waits again
/// where another was faster, else ends it and goes on in the program. <see cref="Cancel"/> and <see cref="Fail"/> end it
/// while it waits. While it is tried, the first leaves word for <see cref="Wait"/>, and the second is found there.</para>
/// <para>Limits. One at a time: a second <see cref="Start"/> before the first was awaited throws.</para>
/// </remarks>
internal abstract class WaitingCall<T>(Readiness readiness, bool isWrite) : IWaiting, IValueTaskSource<T>, IThreadPoolWorkItem
{
    private const int Idle = 0, Waiting = 1, Trying = 2, Cancelled = 3, Ended = 4;

    private ManualResetValueTaskSourceCore<T> _core;
    private int _state;
    private CancellationToken _cancellation;
    private CancellationTokenRegistration _registration;

    /// <summary>Tries the call: false where the descriptor is not ready. Its exception ends the call.</summary>
    protected abstract bool Try(out T result);

    /// <summary>Forgets what the call was about.</summary>
    protected abstract void Clear();

    /// <summary>Takes this for a call, before anything is written into it; throws where one is under way.</summary>
    protected void Claim(string what)
    {
        if (Interlocked.CompareExchange(ref _state, Trying, Idle) != Idle)
        {
            throw new InvalidOperationException($"{what}: another is waiting on this socket; await it first");
        }
    }

    /// <summary>Waits, after <see cref="Claim"/>.</summary>
    protected ValueTask<T> Start(CancellationToken cancellation)
    {
        _cancellation = cancellation;
        _registration = cancellation.UnsafeRegister(static call => ((WaitingCall<T>)call!).Cancel(), this);
        var task = new ValueTask<T>(this, _core.Version);
        Wait();
        return task;
    }

    /// <inheritdoc/>
    public void Ready()
    {
        if (Interlocked.CompareExchange(ref _state, Trying, Waiting) == Waiting)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    /// <inheritdoc/>
    public void Fail(Exception error)
    {
        if (Interlocked.CompareExchange(ref _state, Ended, Waiting) == Waiting)
        {
            // Who cancels or disposes does not run what comes after.
            _core.RunContinuationsAsynchronously = true;
            _core.SetException(error);
        }
    }

    void IThreadPoolWorkItem.Execute()
    {
        T result;
        try
        {
            if (!Try(out result))
            {
                Wait();
                return;
            }
        }
#pragma warning disable CA1031 // It is thrown where the call is awaited.
        catch (Exception error)
#pragma warning restore CA1031
        {
            Volatile.Write(ref _state, Ended);
            _core.SetException(error);
            return;
        }
        Volatile.Write(ref _state, Ended);
        _core.SetResult(result);
    }

    T IValueTaskSource<T>.GetResult(short token)
    {
        try
        {
            return _core.GetResult(token);
        }
        finally
        {
            if (token == _core.Version)
            {
                Rest();
            }
        }
    }

    ValueTaskSourceStatus IValueTaskSource<T>.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource<T>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);

    private void Cancel()
    {
        if (Interlocked.CompareExchange(ref _state, Cancelled, Trying) != Trying)
        {
            Fail(new OperationCanceledException(_cancellation));
        }
    }

    private void Wait()
    {
        if (Interlocked.CompareExchange(ref _state, Waiting, Trying) != Trying)
        {
            Volatile.Write(ref _state, Waiting);
            Fail(new OperationCanceledException(_cancellation));
            return;
        }
        try
        {
            readiness.Await(this, isWrite);
        }
        catch (Exception error) when (error is ObjectDisposedException or SocketException)
        {
            Fail(error);
        }
    }

    private void Rest()
    {
        _registration.Dispose();
        _registration = default;
        _cancellation = default;
        Clear();
        _core.Reset();
        _core.RunContinuationsAsynchronously = false;
        Volatile.Write(ref _state, Idle);
    }
}
