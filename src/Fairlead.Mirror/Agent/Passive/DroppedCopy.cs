namespace Fairlead.Mirror.Agent.Passive;

/// <summary>Why a copy of a connection ended before the connection.</summary>
internal static class DroppedCopy
{
    /// <summary>Bytes of the client are missing: their packets passed, and no copy of them came.</summary>
    public const string Gap = "gap";

    /// <summary>A request for a connection came with the numbers of one whose end was not seen.</summary>
    public const string Unended = "end-not-seen";
}
