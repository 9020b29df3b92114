using Fairlead.Forward.Handover;
using Fairlead.Forward.Loop;

namespace Fairlead.Forward;

/// <summary>A socket that listens, in one loop, for one place of a statement. Used on the loop's thread, or while it stands.</summary>
internal interface IListener : IReady
{
    /// <summary>The socket.</summary>
    int Socket { get; }

    /// <summary>The statement and counters of its sessions.</summary>
    LoopStatement Owner { get; }

    /// <summary>How many datagrams the kernel dropped since this process has the socket. From any thread, while it is open.</summary>
    long Unread { get; }

    /// <summary>The sessions, as they are now.</summary>
    IEnumerable<Statistics.SessionStatistics> Sessions();

    /// <summary>Writes every session, for a successor. The loop stands.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="number">The number of this socket there.</param>
    void Bequeath(HandoverWriter writer, int number);

    /// <summary>Goes on with a session that a predecessor wrote.</summary>
    void Adopt(InheritedSession inherited);

    /// <summary>The place belongs to another statement from now on, or to the same.</summary>
    void Pass(LoopStatement owner);

    /// <summary>Ends every session, and closes the socket.</summary>
    void End();
}
