using Fairlead.Mirror.Frames;
using Fairlead.Rules;

namespace Fairlead.Mirror.Agent;

/// <summary>Which traffic a subscription is about.</summary>
internal sealed class Wanted
{
    private readonly Network[] _networks;
    private readonly bool _not;

    /// <exception cref="ProtocolException">The message has what is no block of addresses.</exception>
    public Wanted(SubscribeMessage message)
    {
        if (Array.Exists([.. message.Networks, .. message.Headers, .. message.Paths], text => text is null))
        {
            throw new ProtocolException("the feeder wants null");
        }
        (First, Last, Diff, _not) = (message.First, message.Last, message.Diff, message.Not);
        _networks = Array.ConvertAll(message.Networks, Block);
        if (First == 0 || Last < First)
        {
            throw new ProtocolException($"the feeder wants ports {First}-{Last}");
        }
    }

    public ushort First { get; }

    public ushort Last { get; }

    /// <summary>Whether the real answers are wanted, too.</summary>
    public bool Diff { get; }

    /// <summary>Whether clients that ask here are meant.</summary>
    public bool Contains(Sockets.SocketName server) => First <= server.Port && server.Port <= Last && Contains(server.Address);

    /// <summary>Whether clients that ask at this address are meant.</summary>
    public bool Contains(Address server) =>
        _networks.Length == 0 || _not != Array.Exists(_networks, network => network.Contains(server));

    private static Network Block(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var word = slash < 0 ? text : text[..slash];
        if (!Address.TryParse(word, out var address))
        {
            throw new ProtocolException($"the feeder wants `{text}`, which is no block of addresses");
        }
        var prefix = slash < 0 ? address.Width : byte.TryParse(text.AsSpan(slash + 1), out var number) ? number : byte.MaxValue;
        return prefix <= address.Width
            ? new Network(address, prefix)
            : throw new ProtocolException($"the feeder wants `{text}`, whose prefix is no length of one");
    }
}
