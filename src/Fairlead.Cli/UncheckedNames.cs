using Fairlead.Rules;
using Fairlead.Rules.Resolution;

namespace Fairlead.Cli;

/// <summary>Says yes to every name: for rules that are looked up later, and perhaps on another machine.</summary>
internal sealed class UncheckedNames : INames
{
    private static readonly Address[] s_some = [Address.V4(0x7F000001), Address.V6(0, 1)];

    /// <inheritdoc/>
    public Address[]? Host(string name) => s_some;

    /// <inheritdoc/>
    public Address[]? Interface(string name) => s_some;

    /// <inheritdoc/>
    public bool IsLocal(Address address) => true;

    /// <inheritdoc/>
    public ActivatedSocket? Activated(string name) => new(name, -1, IsUnix: false);
}
