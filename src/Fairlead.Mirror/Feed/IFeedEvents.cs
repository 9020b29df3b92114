using Fairlead.Mirror.Frames;
using Fairlead.Mirror.Sockets;

namespace Fairlead.Mirror.Feed;

/// <summary>Who is told what happens in a session; on the loop's thread.</summary>
internal interface IFeedEvents
{
    /// <summary>A connection, or a client of datagrams, is there.</summary>
    void Began(OpenedFeed feed, uint stream, SocketName client, SocketName server);

    /// <summary>It is over.</summary>
    /// <param name="feed">Whose port it came to.</param>
    /// <param name="stream">Its stream.</param>
    /// <param name="reason">Why, where it did not end by itself.</param>
    void Ended(OpenedFeed feed, uint stream, string? reason);

    /// <summary>An answer of the local program differs from the real one.</summary>
    void Differs(string line);

    /// <summary>What the agent has counted.</summary>
    void Counted(CountsMessage counts);

    /// <summary>About a second has passed.</summary>
    void Status(FedTraffic traffic);

    /// <summary>The session is over.</summary>
    void AgentIsGone(string why);
}
