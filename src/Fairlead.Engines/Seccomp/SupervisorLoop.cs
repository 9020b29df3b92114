using System.Runtime.InteropServices;
using Fairlead.Engines.Launch;
using Fairlead.Linux;

namespace Fairlead.Engines.Seccomp;

/// <summary>The one thread of a supervisor: poll(2) on all that can happen, and then whatever did.</summary>
internal sealed unsafe class SupervisorLoop(
    int listener, Supervisor supervisor, SignalForwarder? signals, NotifyProxy? notify = null)
{
    private const int Fixed = 3;
    private pollfd* _fds;
    private int _room;

    /// <summary>Serves until the program has ended; processes that it started may go on.</summary>
    public void RunUntilProgramEnds()
    {
        while (signals!.WaitStatus is null)
        {
            Step();
        }
    }

    /// <summary>Serves until no process is under the filter any more.</summary>
    public void RunUntilAbandoned()
    {
        while (!IsAbandoned(listener))
        {
            Step();
        }
    }

    /// <summary>Whether no process is under the filter any more.</summary>
    public static bool IsAbandoned(int listener)
    {
        pollfd fd = new() { fd = listener, events = pollfd.POLLIN };
        return Libc.poll(&fd, 1, 0).Value > 0 && (fd.revents & (pollfd.POLLIN | pollfd.POLLHUP)) == pollfd.POLLHUP;
    }

    private void Step()
    {
        var waiting = supervisor.Waiting;
        Reserve(Fixed + waiting.Count);
        _fds[0] = new pollfd { fd = signals?.Descriptor ?? -1, events = pollfd.POLLIN };
        _fds[1] = new pollfd { fd = listener, events = pollfd.POLLIN };
        _fds[2] = new pollfd { fd = notify?.Descriptor ?? -1, events = pollfd.POLLIN };
        for (var i = 0; i < waiting.Count; i++)
        {
            _fds[Fixed + i] = new pollfd { fd = waiting[i].Socket, events = waiting[i].Events };
        }
        _ = Libc.poll(_fds, Fixed + waiting.Count, Timeout(waiting, supervisor.Due));

        if (_fds[0].revents != 0)
        {
            signals!.Handle();
        }
        if (_fds[2].revents != 0)
        {
            notify!.Forward();
        }
        if (waiting.Count > 0)
        {
            Resume(waiting);
        }
        if (Environment.TickCount64 >= supervisor.Due)
        {
            supervisor.GiveUp();
        }
        if ((_fds[1].revents & pollfd.POLLIN) != 0)
        {
            supervisor.Receive();
        }
        else if ((_fds[1].revents & pollfd.POLLHUP) != 0 && signals is { WaitStatus: null })
        {
            // The last process is ending, and its SIGCHLD is under way: poll(2) would not wait for it.
            signals.AwaitEnd();
        }
    }

    // From the last to the first: a call that is judged again leaves the list, and may join it at its end.
    private void Resume(List<WaitingCall> waiting)
    {
        for (var i = waiting.Count - 1; i >= 0; i--)
        {
            if (_fds[Fixed + i].revents != 0 || Environment.TickCount64 >= waiting[i].Deadline)
            {
                supervisor.Resume(waiting[i]);
            }
        }
    }

    private static int Timeout(List<WaitingCall> waiting, long due)
    {
        var nearest = due;
        foreach (var call in waiting)
        {
            nearest = Math.Min(nearest, call.Deadline);
        }
        return nearest == long.MaxValue ? -1 : (int)Math.Clamp(nearest - Environment.TickCount64, 0, int.MaxValue);
    }

    private void Reserve(int count)
    {
        if (_room < count)
        {
            _room = count + 16;
            _fds = (pollfd*)NativeMemory.Realloc(_fds, (nuint)(_room * sizeof(pollfd)));
        }
    }
}
