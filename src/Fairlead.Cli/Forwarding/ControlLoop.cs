using System.Collections.Concurrent;

namespace Fairlead.Cli.Forwarding;

/// <summary>The main thread of a forwarder: one thing after another, when it is posted or its time has come.</summary>
/// <remarks>So signals, reloads, questions and words for the user never meet, and need no lock. No datagram passes here.</remarks>
internal sealed class ControlLoop : IDisposable
{
    private readonly BlockingCollection<Action> _posted = [];
    private readonly List<Periodic> _periodic = [];
    private int? _status;

    /// <summary>Lets something be done. From any thread.</summary>
    public void Post(Action action) => _posted.Add(action);

    /// <summary>Lets something be answered. From any thread but the loop's own.</summary>
    public Task<T> Ask<T>(Func<T> question)
    {
        var answer = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        Post(() => answer.SetResult(question()));
        return answer.Task;
    }

    /// <summary>Lets something be done again and again. Before <see cref="Run"/>, or on the loop's own thread.</summary>
    public void Every(TimeSpan interval, Action action) => _periodic.Add(new Periodic((long)interval.TotalMilliseconds, action));

    /// <summary>Ends the loop, which then gives this exit status. On the loop's own thread.</summary>
    public void End(int status) => _status = status;

    /// <summary>Goes on until the end.</summary>
    public int Run()
    {
        while (_status is null)
        {
            if (_posted.TryTake(out var action, Wait()))
            {
                action();
            }
            foreach (var periodic in _periodic)
            {
                periodic.DoIfDue();
            }
        }
        DoWhatIsLeft();
        return _status.Value;
    }

    public void Dispose() => _posted.Dispose();

    private int Wait() => _periodic.Count == 0 ? Timeout.Infinite : _periodic.Min(periodic => periodic.Wait);

    private void DoWhatIsLeft()
    {
        while (_posted.TryTake(out var action))
        {
            action();
        }
    }

    private sealed class Periodic(long interval, Action action)
    {
        private long _due = Environment.TickCount64 + interval;

        public int Wait => (int)Math.Max(0, _due - Environment.TickCount64);

        public void DoIfDue()
        {
            if (Wait == 0)
            {
                _due = Environment.TickCount64 + interval;
                action();
            }
        }
    }
}
