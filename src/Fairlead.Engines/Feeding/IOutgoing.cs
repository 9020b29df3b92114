using Fairlead.Linux;
using Fairlead.Rules;

namespace Fairlead.Engines.Feeding;

/// <summary>Makes the program's connections from the target's place, for rules that say so (<c>ResolvedRule.IsOutgoing</c>).</summary>
public interface IOutgoing
{
    /// <summary>Begins to connect at the target. From the supervisor's thread; does not block.</summary>
    /// <param name="protocol">Tcp or Udp.</param>
    /// <param name="remote">Where the program wants to go. Unmapped.</param>
    /// <param name="port">Its port.</param>
    OutgoingAttempt Begin(Protocol protocol, Address remote, ushort port);
}

/// <summary>A connection that is being made at the target.</summary>
/// <remarks>
/// The supervisor waits for <see cref="Ready"/>, then gives the program <see cref="Result"/>, or connects the program's
/// socket to <see cref="Relay"/>, which is there for this attempt alone, and hides that from the program.
/// </remarks>
public abstract class OutgoingAttempt : IDisposable
{
    /// <summary>An eventfd that is readable once the result is known; the supervisor may dup it.</summary>
    public abstract int Ready { get; }

    /// <summary>How it ended at the target: None, or the error there.</summary>
    public abstract Errno Result { get; }

    /// <summary>Where the program's socket is to be connected instead, on loopback; of the family that the remote has.</summary>
    public abstract (Address Address, ushort Port) Relay { get; }

    /// <summary>The address that the connection has at the target; what getsockname may show.</summary>
    public abstract (Address Address, ushort Port) Local { get; }

    /// <summary>Gives the attempt up, if the program's socket was not connected to the relay.</summary>
    public abstract void Dispose();
}
