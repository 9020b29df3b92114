using System.Text;
using Fairlead.Forward.Statistics;

namespace Fairlead.Cli.Forwarding;

/// <summary>Words for why something was dropped.</summary>
internal static class DropText
{
    /// <summary>The reason as metrics and docs/forward.md name it: session_limit.</summary>
    public static string Name(DropReason reason)
    {
        var name = new StringBuilder();
        foreach (var c in $"{reason}")
        {
            name.Append(char.IsUpper(c) && name.Length > 0 ? "_" : "").Append(char.ToLowerInvariant(c));
        }
        return name.ToString();
    }

    /// <summary>What it means, and what to do about it.</summary>
    public static string Explain(DropReason reason) => reason switch
    {
        DropReason.SessionLimit => "as many sessions as may be: `sessions N` allows more, `idle` ends them earlier",
        DropReason.NoPort => "no local port is left to the backend: more addresses with `from`, or a wider net.ipv4.ip_local_port_range",
        DropReason.NoDescriptor => "no descriptor or memory is left: LimitNOFILE= of the unit, or ulimit -n",
        DropReason.NoUpstream => "no socket to the backend",
        DropReason.Unreachable => "nobody listens at the backend, or there is no way to it",
        DropReason.SendBuffer => "the send buffer was full: `sndbuf N`",
        DropReason.TooLong => "longer than can be sent",
        DropReason.SendError => "the kernel refused to send, as a firewall lets it",
        DropReason.Truncated => "longer than a datagram can be",
        DropReason.ProxyHeader => "no PROXY header where one was promised",
        DropReason.Late => "an answer to a session that has ended",
        DropReason.ReceiveQueue => "the receive buffer was full: `rcvbuf N`, more --threads, or net.core.rmem_max",
        _ => Name(reason),
    };
}
