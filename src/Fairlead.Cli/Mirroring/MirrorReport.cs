using Fairlead.Engines.Logging;
using Fairlead.Linux;
using Fairlead.Mirror.Feed;
using Fairlead.Mirror.Frames;
using Fairlead.Mirror.Sockets;

namespace Fairlead.Cli.Mirroring;

/// <summary>Says what happens in a session.</summary>
internal sealed class MirrorReport(Log log) : IFeedEvents
{
    /// <summary>Whether the agent has gone before the program.</summary>
    public bool IsAgentGone { get; private set; }

    /// <inheritdoc/>
    public void Began(OpenedFeed feed, uint stream, SocketName client, SocketName server) =>
        log.Event("connection", Verbosity.Verbose, feed.Feed.Number, $"{client} to {server}: stream {stream}");

    /// <inheritdoc/>
    public void Ended(OpenedFeed feed, uint stream, string? reason) =>
        log.Event("end", Verbosity.Verbose, feed.Feed.Number, $"stream {stream}: {reason ?? "ended"}");

    /// <inheritdoc/>
    public void Differs(string line) => log.Event("difference", Verbosity.Normal, 0, line);

    /// <inheritdoc/>
    public void Counted(CountsMessage counts)
    {
    }

    /// <inheritdoc/>
    public void AgentIsGone(string why)
    {
        IsAgentGone = true;
        log.Error($"{why}; the program is told to end");
        _ = Libc.kill(Libc.getpid(), SignalConstants.SIGTERM);
    }
}
