namespace Fairlead.Engines.Feeding;

/// <summary>Where the feeder notes who is really behind the connections that it makes to the program.</summary>
/// <remarks>
/// An engine looks here when a socket of a fed rule (<c>ResolvedRule.IsFed</c>) accepts, or asks for its peer. The feeder
/// sets a name before it dials and removes it when the connection is over. Both from any thread.
/// </remarks>
public interface IClientNames
{
    /// <summary>Notes a flow. False: the table is full, and nothing was noted.</summary>
    bool Set(in FlowKey flow, in FlowName name);

    /// <summary>Forgets a flow.</summary>
    void Remove(in FlowKey flow);
}
