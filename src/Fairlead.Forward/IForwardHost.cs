using Fairlead.Rules;

namespace Fairlead.Forward;

/// <summary>What the forwarder asks of whoever runs it. Called from several threads.</summary>
public interface IForwardHost
{
    /// <summary>Whether events of <see cref="ForwardLevel.Detail"/> are wanted: asked before one is made.</summary>
    bool WantsDetails { get; }

    /// <summary>Something happened.</summary>
    void Say(ForwardEvent happened);

    /// <summary>The addresses of a host name; null where it has none now.</summary>
    Address[]? Resolve(string name);

    /// <summary>The program that has a port, as people would name it; null: not known.</summary>
    string? HolderOf(Protocol protocol, Address address, ushort port);
}
