using Fairlead.Mirror.Agent.Http;
using Fairlead.Mirror.Sockets;

namespace Fairlead.Mirror.Agent.Tcp;

/// <summary>A connection that subscriptions want, before one of them, or the real program, has it.</summary>
/// <param name="taker">Whose socket it came to.</param>
/// <param name="claims">Who wants it, at least one: all but the last read requests.</param>
/// <param name="socket">The client's socket.</param>
/// <param name="client">The client.</param>
/// <param name="server">Whom it asked.</param>
internal sealed class ClaimedConnection(
    TcpSubscription taker, List<TcpSubscription> claims, int socket, SocketName client, SocketName server)
{
    private readonly RequestFilter[] _filters = [.. claims.Select(claim => claim.Filter).OfType<RequestFilter>()];

    /// <summary>Gives it to who asks for no request, or begins to read one.</summary>
    public void Begin()
    {
        if (_filters.Length == 0)
        {
            claims[0].Take(socket, client, server, []);
        }
        else
        {
            new RequestChoice(taker.Session.Loop, socket, _filters, Chosen).Begin();
        }
    }

    private void Chosen(Choice choice)
    {
        var claim = choice.Filter < 0 ? _filters.Length : choice.Filter;
        if (claim < claims.Count)
        {
            claims[claim].Take(socket, client, server, choice.Ahead);
            return;
        }
        if (choice.Reason is { } reason)
        {
            taker.Session.Counters.Drop(reason);
        }
        taker.PassOn(socket, client, server, stream: 0, choice.Ahead);
    }
}
