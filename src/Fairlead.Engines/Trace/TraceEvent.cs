using Fairlead.Engines.Logging;

namespace Fairlead.Engines.Trace;

/// <summary>A call of a traced program, as the user reads it.</summary>
/// <param name="Pid">The process.</param>
/// <param name="Program">Its command name.</param>
/// <param name="Call">The call: socket, bind, ...</param>
/// <param name="Socket">The socket: tcp, udp, inet6 stream, unix ...; null: not known, or there is none.</param>
/// <param name="Address">The address that the call gives; null: none.</param>
/// <param name="Detail">What else the call gives; null: nothing.</param>
/// <param name="Result">A number, or the name of an errno; null: this sums up calls.</param>
/// <param name="Remark">What more is known at the end of the call; null: nothing.</param>
public sealed record TraceEvent(
    int Pid, string Program, string Call, string? Socket, string? Address, string? Detail, string? Result,
    string? Remark)
{
    /// <summary>The line of text, without its prefix: <c>[123 game] bind udp 0.0.0.0:26900 = 0</c></summary>
    public override string ToString() =>
        $"[{Pid} {Program}] {Call}"
        + (Socket is null ? "" : $" {Socket}")
        + (Address is null ? "" : $" {Address}")
        + (Detail is null ? "" : $" ({Detail})")
        + (Result is null ? "" : $" = {Result}")
        + (Remark is null ? "" : $" {Remark}");

    /// <summary>The line of JSON.</summary>
    public string ToJson() => JsonLine.Object(
        ("event", Call), ("pid", Pid), ("program", Program), ("socket", Socket), ("address", Address),
        ("detail", Detail), ("result", Result), ("remark", Remark));
}
