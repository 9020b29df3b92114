namespace Fairlead.Rules.Text;

/// <summary>What people who come from other tools write, and what they mean by it.</summary>
internal static class ForeignWords
{
    /// <summary>The word of the language for one of iptables, nft, nginx or the C headers; null: unknown.</summary>
    public static string? Meant(string word) => word.ToLowerInvariant() switch
    {
        "listen" or "in" or "input" or "-i" or "incoming" or "server" => "bind",
        "out" or "output" or "outgoing" or "sendto" or "dial" or "client" => "connect",
        "answer" or "respond" => "reply",
        "tcp4" or "tcp6" or "stream" or "mptcp" => "tcp",
        "udp4" or "udp6" or "dgram" or "datagram" or "udplite" => "udp",
        "ip" or "ip4" or "ip6" or "inet" or "inet6" or "all" or "both" or "*"
            or "tcp/udp" or "tcp,udp" or "tcp|udp" or "tcp+udp" or "udp/tcp" or "udp,tcp" or "udp|tcp" => "any",
        "!" or "except" or "-not" => "not",
        "->" or "=>" or ">" or "=" or "into" or "onto" or "redirect" or "rewrite" or "dnat" or "use" or "as" => "to",
        "src" or "source" or "snat" or "masquerade" or "<-" => "from",
        "drop" or "reject" or "block" or "refuse" or "forbid" or "return" => "deny",
        "blackhole" or "pretend" or "ignore" => "fake",
        "accept" or "pass" or "permit" or "keep" or "untouched" => "allow",
        "interface" or "iface" or "if" or "device" or "oif" or "oifname" or "-o" or "via" or "bindtodevice" => "dev",
        "fwmark" or "connmark" => "mark",
        "dscp" or "tclass" or "qos" => "tos",
        "so_bindtodevice" => "dev",
        "tproxy" => "transparent",
        "nonlocal" => "freebind",
        "cc" => "congestion",
        "hidden" or "lie" => "hide",
        "timeout" or "proxy_timeout" or "expire" or "ttl" => "idle",
        "max" or "limit" or "maxconn" or "max-sessions" or "clients" => "sessions",
        "one-way" or "dsr" => "oneway",
        "lru" or "oldest" => "idlest",
        "send-proxy-v2" or "send-proxy" or "proxy_protocol" or "proxy-protocol" or "proxyv2" or "proxy" => "proxy-v2",
        "accept-proxy" => "accept-proxy-v2",
        "proxy_pass" or "relay" or "redir" or "port-forward" => "forward",
        var other => WithoutPrefix(other),
    };

    /// <summary>The number behind a service name that many know; null: unknown.</summary>
    public static string? Port(ReadOnlySpan<char> service) => service switch
    {
        "ssh" => "22",
        "smtp" => "25",
        "domain" or "dns" => "53",
        "http" => "80",
        "ntp" => "123",
        "https" => "443",
        _ => null,
    };

    /// <summary>The name in Errno of an error that has two in errno.h; null: it has none.</summary>
    public static string? Errno(string word) => word.ToUpperInvariant() switch
    {
        "EWOULDBLOCK" => "EAGAIN",
        "ENOTSUP" => "EOPNOTSUPP",
        "EDEADLOCK" => "EDEADLK",
        _ => null,
    };

    // SO_REUSEADDR, IP_FREEBIND and TCP_NODELAY are reuseaddr, freebind and nodelay here.
    private static string? WithoutPrefix(string word)
    {
        var underscore = word.IndexOf('_');
        return underscore > 0 && OptionSyntax.Find(word.AsSpan(underscore + 1)) is { } kind
            ? OptionSyntax.Of(kind).Name
            : null;
    }
}
