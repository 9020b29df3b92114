using System.Globalization;
using System.Text;
using Fairlead.Engines.Logging;
using Fairlead.Mirror.Feed;
using Fairlead.Mirror.Frames;
using Fairlead.Mirror.Sockets;
using Fairlead.Rules.Mirroring;

namespace Fairlead.Cli.Mirroring;

/// <summary>Says what happens in a session: a line for what the user should know, the status now and then, and a summary.</summary>
/// <param name="log">Where it says so.</param>
/// <param name="plan">What the session is about.</param>
/// <param name="lost">Told why, when the agent has gone before the program.</param>
internal sealed class MirrorReport(Log log, MirrorPlan plan, Action<string> lost) : IFeedEvents
{
    private const int StatusEvery = 10_000;
    private readonly Dictionary<string, long> _agentDropped = [];
    private readonly HashSet<string> _explained = [];
    private string _lastStatus = "";
    private long _nextStatus = Environment.TickCount64 + StatusEvery;

    /// <inheritdoc/>
    public void Began(OpenedFeed feed, uint stream, SocketName client, SocketName server) => log.Event(
        "connection", Verbosity.Verbose, feed.Feed.Number, $"{client} to {server} is fed as stream {stream}");

    /// <inheritdoc/>
    public void Ended(OpenedFeed feed, uint stream, string? reason)
    {
        log.Event("end", Verbosity.Verbose, feed.Feed.Number, $"stream {stream} has ended{(reason is null ? "" : $": {reason}")}");
        if (reason is not (null or ResetReason.Socket))
        {
            Explain(reason);
        }
    }

    /// <inheritdoc/>
    public void Differs(string line) => log.Event("difference", Verbosity.Normal, 0, line);

    /// <inheritdoc/>
    public void Counted(CountsMessage counts)
    {
        foreach (var (reason, count) in counts.Dropped)
        {
            Explain(reason);
            _agentDropped[reason] = count;
        }
    }

    /// <inheritdoc/>
    public void Status(FedTraffic traffic)
    {
        if (Environment.TickCount64 < _nextStatus || plan.Feeds.Length == 0)
        {
            return;
        }
        _nextStatus = Environment.TickCount64 + StatusEvery;
        var status = Text(traffic);
        if (status != _lastStatus || log.IsJson)
        {
            _lastStatus = status;
            Say("status", traffic, status);
        }
    }

    /// <summary>Says what was fed in all.</summary>
    public void Summary(FedTraffic traffic)
    {
        if (plan.Feeds.Length > 0)
        {
            Say("summary", traffic, $"in all {Text(traffic)}");
        }
    }

    /// <inheritdoc/>
    public void AgentIsGone(string why) => lost(why);

    // Once: the numbers are in the status.
    private void Explain(string reason)
    {
        if (_explained.Add(reason))
        {
            log.Event("drop", Verbosity.Normal, 0, $"{reason}: {DropReasons.Explain(reason)}");
        }
    }

    private void Say(string kind, FedTraffic traffic, string text)
    {
        if (!log.IsJson)
        {
            log.Event(kind, Verbosity.Normal, 0, text);
            return;
        }
        log.Event(kind, Verbosity.Normal,
            [
                ("connections", traffic.Connections), ("open", (long)traffic.Open), ("bytesToProgram", traffic.ToProgram),
                ("bytesFromProgram", traffic.FromProgram), ("differences", traffic.Differences),
                ("roundTripMicroseconds", traffic.RoundTrip),
                .. Dropped(traffic).Select(entry => ($"dropped.{entry.Reason}", entry.Count)),
            ]);
    }

    private string Text(FedTraffic traffic)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{traffic.Connections} connections, {traffic.Open} of them open, ");
        text.Append(CultureInfo.InvariantCulture, $"{Bytes(traffic.ToProgram)} to the program, {Bytes(traffic.FromProgram)} from it");
        if (traffic.RoundTrip > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $", {traffic.RoundTrip / 1000.0:0.0} ms to the agent and back");
        }
        if (traffic.Differences > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $", {traffic.Differences} lines differ");
        }
        foreach (var (reason, count) in Dropped(traffic))
        {
            text.Append(CultureInfo.InvariantCulture, $", {count} dropped ({reason})");
        }
        return text.ToString();
    }

    private IEnumerable<(string Reason, long Count)> Dropped(FedTraffic traffic)
    {
        foreach (var reason in traffic.Dropped.Keys.Union(_agentDropped.Keys).Order(StringComparer.Ordinal))
        {
            yield return (reason, traffic.Dropped.GetValueOrDefault(reason) + _agentDropped.GetValueOrDefault(reason));
        }
    }

    private static string Bytes(long count) => count switch
    {
        < 10 << 10 => string.Create(CultureInfo.InvariantCulture, $"{count} bytes"),
        < 10 << 20 => string.Create(CultureInfo.InvariantCulture, $"{count >> 10} KiB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{count >> 20} MiB"),
    };
}
