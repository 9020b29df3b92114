using Fairlead.Mirror.Frames;

namespace Fairlead.Cli.Mirroring;

/// <summary>What the words mean by which drops are counted.</summary>
internal static class DropReasons
{
    /// <summary>What happened, and what to do.</summary>
    public static string Explain(string reason) => reason switch
    {
        ResetReason.Overrun => "a copy did not keep up with its client and was dropped; the client was not held back",
        ResetReason.NotListening => "a connection came while the program did not listen; the real program answered it",
        ResetReason.LocalClosed => "the program ended a connection before its client did",
        ResetReason.TooMany => "more connections at once than the engine's table of clients holds",
        "tls" => "a request came under TLS and cannot be read, so its connection went to the real program; "
            + "steal without header and path takes such connections, too",
        "undecided" => "a connection did not begin with a whole HTTP request, so it went to the real program",
        "real-program-unreachable" => "the real program did not take a connection",
        _ => "it was not delivered whole",
    };
}
