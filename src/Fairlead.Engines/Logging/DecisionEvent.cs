using Fairlead.Linux;
using Fairlead.Rules;

namespace Fairlead.Engines.Logging;

/// <summary>A decision on a call, as the user reads it.</summary>
/// <param name="Call">The call: bind, connect, ...</param>
/// <param name="Protocol">The socket's protocol; any: neither TCP nor UDP.</param>
/// <param name="Asked">What the program asked for.</param>
/// <param name="Used">What was used instead; null: the same.</param>
/// <param name="From">The source that was set; null: none.</param>
/// <param name="Outcome">Words for what else happened; null: nothing else.</param>
/// <param name="Errno">The error that the program got.</param>
/// <param name="Rule">The number of the rule; 0: none.</param>
/// <param name="Tid">The thread that made the call.</param>
/// <param name="Refused">Whether a rule could not be carried out, so that the call failed.</param>
public sealed record DecisionEvent(
    string Call, Protocol Protocol, string Asked, string? Used, string? From, string? Outcome, Errno Errno, int Rule,
    int Tid, bool Refused)
{
    /// <summary>The line of text, without its prefix: <c>bind udp 0.0.0.0:26900 -> 10.17.24.14:26900 (rule 1)</c></summary>
    public override string ToString()
    {
        var protocol = Protocol == Protocol.Any ? "inet" : Protocol.ToString().ToLowerInvariant();
        return $"{Call} {protocol} {Asked}"
            + (Used is null ? "" : $" -> {Used}")
            + (From is null ? "" : $" from {From}")
            + (Outcome is null ? "" : $" {Outcome}")
            + (Errno == Errno.None ? "" : $": {Errno}")
            + (Rule == 0 ? " (no rule)" : $" (rule {Rule})");
    }

    /// <summary>The line of JSON.</summary>
    public string ToJson() => JsonLine.Object(
        ("event", Call), ("protocol", Protocol.ToString().ToLowerInvariant()), ("asked", Asked), ("used", Used),
        ("from", From), ("outcome", Outcome), ("errno", Errno == Errno.None ? null : Errno), ("rule", Rule == 0 ? null : Rule),
        ("tid", Tid), ("refused", Refused ? true : null));
}
