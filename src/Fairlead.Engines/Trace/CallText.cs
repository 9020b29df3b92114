namespace Fairlead.Engines.Trace;

/// <summary>The words for a call.</summary>
internal static class CallText
{
    /// <summary>A call that has ended.</summary>
    /// <param name="pid">The process.</param>
    /// <param name="program">Its command name.</param>
    /// <param name="call">The call.</param>
    /// <param name="socket">What its socket is; null: not known, or there is none.</param>
    /// <param name="result">What it gave.</param>
    /// <param name="other">
    /// The name that is not in the call itself: what the kernel chose for bind, where listen listens, who was accepted,
    /// or which of its destinations a send is shown for.
    /// </param>
    public static TraceEvent Of(
        int pid, string program, TracedCall call, SocketKind? socket, CallResult result, SocketName? other)
    {
        var e = new TraceEvent(pid, program, NameOf(call), socket?.ToString(), null, null, $"{result}", null);
        return call switch
        {
            TracedCall.Create c => e with { Socket = SocketKind.Describe(c.Domain, c.Type) },
            TracedCall.Bind c => e with
            {
                Address = $"{c.Name}",
                Remark = other is null || other == c.Name ? null : $"({other})",
            },
            TracedCall.Connect c => e with { Address = $"{c.Name}" },
            TracedCall.Listen c => e with { Address = other?.ToString(), Detail = $"backlog {c.Backlog}" },
            TracedCall.Accept => e with { Remark = other is null ? null : $"from {other}" },
            TracedCall.Send c => e with { Address = $"{other}", Detail = Size(c.Bytes) },
            _ => e with { Remark = result.Ok ? "(what is asked inside io_uring is not seen)" : null },
        };
    }

    private static string? Size(ulong? bytes) => bytes is null ? null : bytes == 1 ? "1 byte" : $"{bytes} bytes";

    private static string NameOf(TracedCall call) => call switch
    {
        TracedCall.Create => "socket",
        TracedCall.Bind => "bind",
        TracedCall.Connect => "connect",
        TracedCall.Listen => "listen",
        TracedCall.Accept => "accept",
        TracedCall.Send c => c.Call,
        _ => "io_uring_setup",
    };
}
