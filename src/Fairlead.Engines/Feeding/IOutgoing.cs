using Fairlead.Linux;
using Fairlead.Rules;

namespace Fairlead.Engines.Feeding;

/// <summary>Makes the program's connections from the target's place, for rules that say so (<c>ResolvedRule.IsOutgoing</c>).</summary>
public interface IOutgoing
{
    /// <summary>Begins to connect at the target. From the supervisor's thread; does not block.</summary>
    /// <param name="protocol">Tcp or Udp. An attempt of Udp is ready at once.</param>
    /// <param name="remote">Where the program wants to go. Unmapped.</param>
    /// <param name="port">Its port.</param>
    OutgoingAttempt Begin(Protocol protocol, Address remote, ushort port);
}

/// <summary>A connection that is being made at the target.</summary>
/// <remarks>
/// <para>The supervisor waits for <see cref="Ready"/>, then gives the program <see cref="Result"/>, or connects the program's
/// socket to <see cref="Relay"/>, which is there for this attempt alone, and hides that from the program. It calls
/// <see cref="Connected"/> when it has done so, and then the relay has the connection; else it calls <see cref="Dispose"/>.
/// All that from the supervisor's thread, and what it asks does not block.</para>
/// <para>Datagrams. An attempt of Udp serves one socket and one remote: it is kept and used for each datagram to there,
/// until <see cref="IsOver"/>, or until the table of the supervisor is full, when <see cref="Dispose"/> follows on
/// <see cref="Connected"/>.</para>
/// </remarks>
public abstract class OutgoingAttempt : IDisposable
{
    /// <summary>An eventfd that is readable once the result is known, and stays so; the supervisor may dup it.</summary>
    public abstract int Ready { get; }

    /// <summary>How it ended at the target: None, or the error there.</summary>
    public abstract Errno Result { get; }

    /// <summary>Where the program's socket is to be connected instead, on loopback; of the family that the remote has.</summary>
    public abstract (Address Address, ushort Port) Relay { get; }

    /// <summary>The address that the connection has at the target; what getsockname may show. The wildcard one: not known.</summary>
    public abstract (Address Address, ushort Port) Local { get; }

    /// <summary>Whether a relay of datagrams has ended, so that the next datagram begins another attempt.</summary>
    public virtual bool IsOver => false;

    /// <summary>
    /// The program's socket is under way to the relay from here: so it can be told from others that find the relay.
    /// </summary>
    /// <param name="source">The address of the program's socket, unmapped; the wildcard one for a socket without a peer.</param>
    /// <param name="port">Its port.</param>
    public virtual void Connected(Address source, ushort port)
    {
    }

    /// <summary>Gives the attempt up: the program's socket was not connected to the relay, or sends to it no more.</summary>
    public abstract void Dispose();
}
