using Fairlead.Linux;

namespace Fairlead.Engines.Seccomp;

/// <summary>Small questions to the copy of a program's socket.</summary>
internal static unsafe class TraceeSocket
{
    /// <summary>SO_SNDTIMEO or SO_RCVTIMEO in milliseconds; 0: none.</summary>
    public static long Timeout(int socket, int option)
    {
        timeval timeout = default;
        var length = Libc.SizeOf<timeval>();
        _ = Libc.getsockopt(socket, SocketConstants.SOL_SOCKET, option, &timeout, &length);
        return timeout.Milliseconds;
    }

    /// <summary>Puts a call aside until its socket is ready, or until its timeout (SO_SNDTIMEO, SO_RCVTIMEO) has passed.</summary>
    public static Verdict Wait(TrappedCall call, int timeoutOption, short events, Errno expired)
    {
        return HasTimeLeft(call, timeoutOption)
            ? Verdict.Wait(call.DetachSocket(), events, call.Deadline)
            : Verdict.Fail(expired);
    }

    /// <summary>Whether a call may wait on. The time begins when this is asked first.</summary>
    public static bool HasTimeLeft(TrappedCall call, int timeoutOption)
    {
        if (call.Deadline == 0)
        {
            var timeout = Timeout(call.Socket, timeoutOption);
            call.Deadline = timeout == 0 ? long.MaxValue : Environment.TickCount64 + timeout;
        }
        return Environment.TickCount64 < call.Deadline;
    }

    /// <summary>Copies an option of SOL_SOCKET from one socket to another, where both have it.</summary>
    public static void CopyOption(int from, int to, int option)
    {
        var value = stackalloc byte[16];
        uint length = 16;
        if (Libc.getsockopt(from, SocketConstants.SOL_SOCKET, option, value, &length) == Errno.None)
        {
            _ = Libc.setsockopt(to, SocketConstants.SOL_SOCKET, option, value, length);
        }
    }
}

/// <summary>Makes a socket not block for as long as this lives. It is the program's own open file description.</summary>
internal readonly ref struct NonBlockingMoment
{
    private readonly int _socket;
    private readonly int _flags;

    public NonBlockingMoment(int socket)
    {
        (_socket, _flags) = (socket, (int)Libc.fcntl(socket, FcntlConstants.F_GETFL).Value);
        _ = Libc.fcntl(_socket, FcntlConstants.F_SETFL, _flags | FcntlConstants.O_NONBLOCK);
    }

    public void Dispose() => _ = Libc.fcntl(_socket, FcntlConstants.F_SETFL, _flags);
}
