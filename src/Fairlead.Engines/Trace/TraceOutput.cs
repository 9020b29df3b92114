using Fairlead.Engines.Logging;

namespace Fairlead.Engines.Trace;

/// <summary>Where a trace is written, as text or as JSON lines.</summary>
/// <param name="writeLine">Takes a line without its end.</param>
/// <param name="json">Whether each line is an object of JSON.</param>
public sealed class TraceOutput(Action<string> writeLine, bool json)
{
    /// <summary>A call.</summary>
    public void Call(TraceEvent call) => writeLine(json ? call.ToJson() : $"fairlead: {call}");

    /// <summary>What the user should know beside.</summary>
    public void Note(string message) =>
        writeLine(json ? JsonLine.Object(("event", "note"), ("message", message)) : $"fairlead: {message}");

    /// <summary>The rules that would steer the program, and the command that does it.</summary>
    public void Suggest(IReadOnlyList<string> rules, string command)
    {
        if (json)
        {
            foreach (var rule in rules)
            {
                writeLine(JsonLine.Object(("event", "rule"), ("rule", rule)));
            }
        }
        else if (rules.Count > 0)
        {
            writeLine($"fairlead: these rules steer it; put {RuleSuggestion.Placeholder} right, or leave out:");
            writeLine($"  {command}");
        }
    }
}
