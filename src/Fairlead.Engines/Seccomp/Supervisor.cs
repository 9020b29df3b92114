using System.Runtime.InteropServices;
using Fairlead.Engines.Logging;
using Fairlead.Linux;
using static Fairlead.Linux.SeccompConstants;

namespace Fairlead.Engines.Seccomp;

/// <summary>Takes the stopped calls of programs from a listener, and answers them.</summary>
/// <remarks>
/// <para>Goals. Every stopped call gets exactly one answer, as fast as one thread can give it. The receive path
/// allocates nothing and holds no lock, as nothing is shared: one thread that answers in line was measured to be faster
/// than several.</para>
/// <para>Order of events. poll(2) says that a call waits - SECCOMP_IOCTL_NOTIF_RECV takes it - the operation copies the
/// socket and reads the program's memory - SECCOMP_IOCTL_NOTIF_ID_VALID confirms that all this was of the thread that is
/// still in that call (its number could be another's by now) - the operation judges - SECCOMP_IOCTL_NOTIF_SEND or _ADDFD
/// answers. A call whose verdict is to wait is put aside; when its socket is ready, it goes through all this again.</para>
/// <para>Limits. A program with several threads can change the address in its memory after a Continue: rules are a
/// policy for programs that mean well, not a sandbox. What a rule changes is not open to this: that call is made
/// from here, with the bytes that were judged.</para>
/// </remarks>
internal sealed unsafe class Supervisor(int listener, CallDispatch dispatch, ForkedGuard guard, Log log) : IDisposable
{
    private readonly seccomp_notif* _notif = (seccomp_notif*)NativeMemory.AllocZeroed((nuint)sizeof(seccomp_notif));
    private readonly TrappedCall _call = new(listener);

    /// <summary>The calls that wait.</summary>
    public List<WaitingCall> Waiting { get; } = [];

    /// <summary>Takes the next call and answers it. To be called when poll(2) says that there is one.</summary>
    public void Receive()
    {
        *_notif = default;
        var errno = Libc.seccomp_notif_recv(listener, _notif);
        if (errno != Errno.None)
        {
            // ENOENT: the caller was killed after poll(2). EINTR: a signal came, and the call still waits.
            return;
        }
        if (Waiting.Count > 0)
        {
            DropEnded();
        }
        Handle(*_notif, deadline: 0);
    }

    /// <summary>Judges a waiting call again: its socket is ready, or its deadline has passed.</summary>
    public void Resume(WaitingCall waiting)
    {
        Drop(waiting);
        if (Libc.seccomp_notif_id_valid(listener, waiting.Notif.id) == Errno.None)
        {
            Handle(waiting.Notif, waiting.Deadline);
        }
        else
        {
            dispatch.Outgoing.Interrupted(waiting.Notif.id);
        }
    }

    /// <summary>When <see cref="GiveUp"/> has something to do, in milliseconds of the monotonic clock.</summary>
    public long Due => dispatch.Outgoing.Due;

    /// <summary>Gives up what calls that have ended had begun.</summary>
    public void GiveUp() => dispatch.Outgoing.GiveUp();

    /// <summary>Takes up a call that another supervisor had put aside.</summary>
    public void Adopt(in seccomp_notif notif, long deadline) => Handle(notif, deadline);

    /// <inheritdoc/>
    public void Dispose() => NativeMemory.Free(_notif);

    private void Handle(in seccomp_notif notif, long deadline)
    {
        guard.Taken[0] = (int)notif.pid;
        var errno = _call.Load(notif);
        _call.Deadline = deadline;
        var verdict = errno == Errno.None ? dispatch.Judge(_call) : dispatch.Steering.Unseen(_call, "memory", errno);
        Answer(notif, verdict);
        _call.Release();
        guard.Taken[0] = 0;
    }

    private void Answer(in seccomp_notif notif, in Verdict verdict)
    {
        switch (verdict.Kind)
        {
            case VerdictKind.Wait:
                PutAside(new WaitingCall(notif, verdict.Descriptor, verdict.Events, verdict.Deadline));
                return;
            case VerdictKind.Give:
                Give(verdict);
                break;
            case VerdictKind.Continue:
                Send(0, Errno.None, SECCOMP_USER_NOTIF_FLAG_CONTINUE);
                break;
            default:
                Send(verdict.Value, verdict.Errno, 0);
                break;
        }
        dispatch.Repeated.Note(_call);
    }

    // The copy of the socket goes first: a program that has its answer may close its own and bind the same port again.
    // ENOENT: the thread has been killed or interrupted, and nobody waits for the answer.
    private void Send(long value, Errno errno, uint flags)
    {
        _call.Release();
        seccomp_notif_resp response = new() { id = _call.Id, val = value, error = -(int)errno, flags = flags };
        var sent = Libc.seccomp_notif_send(listener, &response);
        if (sent is not (Errno.None or Errno.ENOENT))
        {
            log.Error($"SECCOMP_IOCTL_NOTIF_SEND: {sent}");
        }
    }

    private void Give(in Verdict verdict)
    {
        var takesNumber = verdict.Number >= 0;
        seccomp_notif_addfd add = new()
        {
            id = _call.Id,
            flags = takesNumber ? SECCOMP_ADDFD_FLAG_SETFD : SECCOMP_ADDFD_FLAG_SEND,
            srcfd = (uint)verdict.Descriptor,
            newfd = takesNumber ? (uint)verdict.Number : 0,
            newfd_flags = verdict.CloseOnExec ? (uint)FcntlConstants.O_CLOEXEC : 0,
        };
        var added = Libc.seccomp_notif_addfd(listener, &add);
        if (!added.Ok && !takesNumber)
        {
            // Interrupted, or the program has no number left: the connection waits for the next accept(2).
            dispatch.Undelivered(_call, verdict.Descriptor);
            Send(0, added.Errno, 0);
            return;
        }
        _ = Libc.close(verdict.Descriptor);
        if (!added.Ok)
        {
            Send(0, added.Errno, 0);
        }
        else if (takesNumber)
        {
            // A listen(2) that found its socket replaced is made on the new one.
            Send(0, Errno.None, _call.Kind == CallKind.Listen ? SECCOMP_USER_NOTIF_FLAG_CONTINUE : 0);
        }
    }

    private void PutAside(WaitingCall waiting)
    {
        Waiting.Add(waiting);
        ShowWaiting();
    }

    private void Drop(WaitingCall waiting)
    {
        Waiting.Remove(waiting);
        _ = Libc.close(waiting.Socket);
        ShowWaiting();
    }

    // A signal has interrupted the call, or its process is dead: our copy would keep a listener alive that is gone.
    private void DropEnded()
    {
        for (var i = Waiting.Count - 1; i >= 0; i--)
        {
            if (Libc.seccomp_notif_id_valid(listener, Waiting[i].Notif.id) != Errno.None)
            {
                dispatch.Outgoing.Interrupted(Waiting[i].Notif.id);
                Drop(Waiting[i]);
            }
        }
    }

    private void ShowWaiting()
    {
        var taken = guard.Taken[1..];
        taken.Clear();
        for (var i = 0; i < Math.Min(Waiting.Count, taken.Length); i++)
        {
            taken[i] = (int)Waiting[i].Notif.pid;
        }
    }
}
