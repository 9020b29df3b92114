using System.Net;

namespace Fairlead.Cli.Forwarding;

/// <summary>How a forwarder runs: what the command line says beside the statements.</summary>
/// <param name="Threads">How many threads forward.</param>
/// <param name="ExitIdle">After how long without a session it ends; null: never.</param>
/// <param name="Metrics">Where it answers with metrics; null: nowhere.</param>
/// <param name="Handover">The path where it takes over from the one before, and waits for the next; null: nowhere.</param>
/// <param name="ShowsStatistics">Whether it shows tables.</param>
internal sealed record ForwardSettings(
    int Threads, TimeSpan? ExitIdle, IPEndPoint? Metrics, string? Handover, bool ShowsStatistics);
