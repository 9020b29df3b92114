using Fairlead.Forward.Backends;
using Fairlead.Forward.Sockets;
using Fairlead.Rules;
using Fairlead.Rules.Forwarding;
using Fairlead.Udp;

namespace Fairlead.Forward;

/// <summary>A statement that is carried out: what all loops share of it.</summary>
/// <remarks>
/// The loops read, and <see cref="Update"/> puts new values in place while they do: a session that begins in between may find
/// the old value of one and the new one of another, which is as if it had come a moment earlier.
/// </remarks>
internal sealed class Statement
{
    private const int DefaultSessions = 65536;
    private const int DefaultUdpIdle = 60;

    private readonly int _affordable;

    /// <param name="rule">The statement.</param>
    /// <param name="affordable">How many sessions the descriptors allow.</param>
    /// <param name="host">Who runs the forwarder.</param>
    public Statement(ForwardRule rule, int affordable, IForwardHost host)
    {
        (_affordable, Host) = (affordable, host);
        Rule = rule;
        Backends = new BackendSet(rule.To);
        From = [];
        Update(rule);
    }

    public IForwardHost Host { get; }

    public SessionLimit Limit { get; } = new();

    public ForwardRule Rule { get; private set; }

    public BackendSet Backends { get; private set; }

    /// <summary>The source addresses of connections to the backends.</summary>
    public UdpEndpoint[] From { get; private set; }

    /// <summary>How long a session lives without traffic, in milliseconds; 0: for ever.</summary>
    public long Idle { get; private set; }

    public ForwardOptions Options => Rule.Options;

    public bool IsTransparent => Options.Transparent != Transparency.None;

    /// <summary>Takes what the statement says now. Sessions stay, and keep the backend that they have.</summary>
    public void Update(ForwardRule rule)
    {
        Rule = rule;
        Backends = new BackendSet(rule.To);
        Limit.Most = rule.Options.Sessions ?? Math.Min(DefaultSessions, _affordable);
        From = Array.ConvertAll(rule.Options.From.Items, address => address.ToEndpoint(0));
        Idle = (rule.Options.Idle ?? (rule.Protocol == Protocol.Udp ? DefaultUdpIdle : 0)) * 1000L;
    }
}
