namespace Fairlead.Engines.Trace;

/// <summary>A call that a program made about a socket, with its arguments decoded.</summary>
internal abstract record TracedCall
{
    /// <summary>socket(2)</summary>
    public sealed record Create(int Domain, int Type) : TracedCall;

    /// <summary>A call on a socket that exists.</summary>
    public abstract record OnSocket(int Fd) : TracedCall;

    /// <summary>bind(2)</summary>
    public sealed record Bind(int Fd, SocketName Name) : OnSocket(Fd);

    /// <summary>connect(2)</summary>
    public sealed record Connect(int Fd, SocketName Name) : OnSocket(Fd);

    /// <summary>listen(2)</summary>
    public sealed record Listen(int Fd, int Backlog) : OnSocket(Fd);

    /// <summary>accept(2), accept4(2)</summary>
    public sealed record Accept(int Fd) : OnSocket(Fd);

    /// <summary>sendto(2), sendmsg(2) or sendmmsg(2) with a destination.</summary>
    /// <param name="Fd">The socket.</param>
    /// <param name="Call">Which of them.</param>
    /// <param name="To">The destination of each datagram that has one.</param>
    /// <param name="Bytes">What sendto(2) was given to send; null for the others.</param>
    public sealed record Send(int Fd, string Call, SocketName[] To, ulong? Bytes) : OnSocket(Fd)
    {
        /// <summary>The destinations that the call came to: sendmmsg(2) gives how many it sent.</summary>
        public ReadOnlySpan<SocketName> Reached(CallResult result) =>
            To.Length > 1 && result.Ok ? To.AsSpan(0, (int)Math.Min(result.Value, To.Length)) : To;
    }

    /// <summary>io_uring_setup(2), whose ring carries calls that no tracer sees.</summary>
    public sealed record IoUringSetup : TracedCall;
}
