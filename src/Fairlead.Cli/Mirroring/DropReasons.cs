using Fairlead.Mirror.Agent.Passive;
using Fairlead.Mirror.Agent.Udp;
using Fairlead.Mirror.Frames;

namespace Fairlead.Cli.Mirroring;

/// <summary>What the words mean by which drops are counted.</summary>
internal static class DropReasons
{
    /// <summary>What happened, and what to do.</summary>
    public static string Explain(string reason) => reason switch
    {
        ResetReason.Overrun => "a copy did not keep up with its client and was dropped; the client was held back no longer than --patience says",
        ResetReason.NotListening => "a connection came while the program did not listen; the real program answered it",
        ResetReason.LocalClosed => "the program ended a connection before its client did",
        ResetReason.TooMany => "more connections at once than the engine's table of clients holds",
        "tls" => "a request came under TLS and cannot be read, so its connection went to the real program; "
            + "steal without header and path takes such connections, too",
        "undecided" => "a connection did not begin with a whole HTTP request, so it went to the real program",
        "real-program-unreachable" => "the real program did not take a connection",
        DropReason.Kernel => "packets came faster than the agent read their copies, and the target's kernel dropped those copies",
        DropReason.Overrun or DropReason.PassiveOverrun =>
            "packets came faster than the stream to the agent carries their copies, so those were dropped; the clients were not held back",
        DropReason.Truncated => "a packet's headers say another length than it has",
        DropReason.Checksum => "a packet's checksum is wrong; the real program did not get it either",
        DropReason.Fragment => "not all fragments of a datagram came",
        DropReason.Answer => "a datagram could not be sent at the target",
        DroppedCopy.Gap => "a copy of a connection missed bytes and was ended there; the connection itself went on",
        DroppedCopy.Unended => "a client began a connection anew whose end was not seen",
        _ => "it was not delivered whole",
    };
}
