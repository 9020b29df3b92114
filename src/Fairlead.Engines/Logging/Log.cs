using System.Text;
using System.Text.Json;
using Fairlead.Linux;

namespace Fairlead.Engines.Logging;

/// <summary>How much is said.</summary>
public enum Verbosity
{
    /// <summary><c>-q</c>: only why Fairlead failed.</summary>
    Quiet,

    /// <summary>Also what was refused to the program because a rule could not be carried out.</summary>
    Normal,

    /// <summary><c>-v</c>: also each decision.</summary>
    Verbose,
}

/// <summary>Fairlead's own words: to stderr or a file, never to the program's stdout; as text, or as JSON lines.</summary>
/// <param name="descriptor">Where they go.</param>
/// <param name="json">Whether each is a line of JSON. Readers must ignore members that they do not know.</param>
/// <param name="verbosity">How much is said.</param>
public sealed unsafe class Log(int descriptor, bool json, Verbosity verbosity)
{
    /// <summary>How long a line waits for a reader that has stopped, in milliseconds.</summary>
    private const int Patience = 1000;

    private int _lost;

    /// <summary>Where the words go.</summary>
    public int Descriptor { get; } = descriptor;

    /// <summary>Whether the words go to standard error, not to a file.</summary>
    public bool IsStderr => Descriptor == 2;

    /// <summary>Whether decisions are said: asked before a line is made, as most runs want none.</summary>
    public bool IsVerbose => verbosity == Verbosity.Verbose;

    /// <summary>Whether each line is of JSON.</summary>
    public bool IsJson { get; } = json;

    /// <summary>Whether only why Fairlead fails is said.</summary>
    public bool IsQuiet => verbosity == Verbosity.Quiet;

    /// <summary>This log in a line, for another process that inherits the descriptor.</summary>
    public string Describe() => $"log {Descriptor} {IsJson} {(int)verbosity}";

    /// <summary>The log of a line that <see cref="Describe"/> made, in words.</summary>
    public static Log FromDescription(string[] words) =>
        new(int.Parse(words[1]), bool.Parse(words[2]), (Verbosity)int.Parse(words[3]));

    /// <summary>Why Fairlead failed. Said even with <c>-q</c>.</summary>
    public void Error(string message) => Write("error", message);

    /// <summary>What the user should know, though Fairlead goes on.</summary>
    public void Warning(string message)
    {
        if (!IsQuiet)
        {
            Write("warning", message);
        }
    }

    /// <summary>What a user who asked for details wants to know.</summary>
    public void Detail(string message)
    {
        if (IsVerbose)
        {
            Write("detail", message);
        }
    }

    /// <summary>Something that happened while sockets are forwarded.</summary>
    /// <param name="kind">What it is, in one word.</param>
    /// <param name="level">How much must be asked for so that it is said.</param>
    /// <param name="statement">The number of the statement; 0: none.</param>
    /// <param name="message">What happened, for people.</param>
    public void Event(string kind, Verbosity level, int statement, string message)
    {
        if (level > verbosity)
        {
            return;
        }
        Say(IsJson
            ? JsonLine.Object(("event", kind), ("statement", statement == 0 ? null : statement), ("message", message))
            : $"fairlead: {(statement == 0 ? "" : $"statement {statement}: ")}{message}");
    }

    /// <summary>Numbers that belong together, as a line of JSON.</summary>
    /// <param name="kind">What they are, in one word.</param>
    /// <param name="level">How much must be asked for so that it is said.</param>
    /// <param name="numbers">The numbers with their names.</param>
    public void Event(string kind, Verbosity level, IEnumerable<(string Name, long Number)> numbers)
    {
        if (level <= verbosity)
        {
            Say(JsonLine.Object([("event", kind), .. numbers.Select(n => (n.Name, (object?)n.Number))]));
        }
    }

    /// <summary>A decision on a call. One that refuses a call is said unless quiet; any other where asked for.</summary>
    public void Decision(DecisionEvent decision)
    {
        if (decision.Refused ? IsQuiet : !IsVerbose)
        {
            return;
        }
        if (IsJson)
        {
            Say(decision.ToJson());
        }
        else
        {
            Say($"fairlead: {decision}");
        }
    }

    private void Write(string level, string message)
    {
        if (IsJson)
        {
            Say(JsonLine.Object(("event", level), ("message", message)));
            return;
        }
        Say($"fairlead: {message}");
    }

    // A pipe that nobody reads, or a terminal that Ctrl-S has stopped, must not stop the program that waits for its answer.
    private void Say(string line)
    {
        pollfd fd = new() { fd = Descriptor, events = pollfd.POLLOUT };
        if (Libc.poll(&fd, 1, _lost == 0 ? Patience : 0).Value == 0)
        {
            _lost++;
            return;
        }
        var lost = _lost;
        _lost = 0;
        if (lost > 0)
        {
            Write("warning", $"{lost} lines are lost: nobody read them");
        }
        WriteLine(line);
    }

    /// <summary>Writes a line as it is, by one write(2), so that lines of several processes do not mix.</summary>
    public void WriteLine(string line) => _ = Libc.write(Descriptor, Encoding.UTF8.GetBytes(line + "\n"));
}

/// <summary>One line of JSON. The library is loaded only when a line is wanted, as it costs start-up time.</summary>
internal static class JsonLine
{
    /// <summary>An object of these members; null ones are left out. Values are texts, numbers or booleans.</summary>
    public static string Object(params ReadOnlySpan<(string Name, object? Value)> members)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            foreach (var (name, value) in members)
            {
                WriteMember(writer, name, value);
            }
            writer.WriteEndObject();
        }
        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    private static void WriteMember(Utf8JsonWriter writer, string name, object? value)
    {
        switch (value)
        {
            case null:
                break;
            case int number:
                writer.WriteNumber(name, number);
                break;
            case long number:
                writer.WriteNumber(name, number);
                break;
            case bool flag:
                writer.WriteBoolean(name, flag);
                break;
            default:
                writer.WriteString(name, value.ToString());
                break;
        }
    }
}
