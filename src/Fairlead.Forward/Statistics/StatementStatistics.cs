using Fairlead.Rules;

namespace Fairlead.Forward.Statistics;

/// <summary>What a statement has done since it began, over all loops.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Protocol">Tcp or Udp: a statement for both is two of these, with one number.</param>
/// <param name="Text">The statement.</param>
/// <param name="Sessions">How many sessions (of TCP, connections) there are now.</param>
/// <param name="SessionLimit">How many there may be.</param>
/// <param name="Begun">How many began.</param>
/// <param name="Evicted">How many ended to make room.</param>
/// <param name="ToBackend">Datagrams to backends; of TCP, connections.</param>
/// <param name="BytesToBackend">Bytes to backends.</param>
/// <param name="ToClient">Datagrams to clients; of TCP, connections.</param>
/// <param name="BytesToClient">Bytes to clients.</param>
/// <param name="Drops">What was dropped, a number for each <see cref="DropReason"/>.</param>
public sealed record StatementStatistics(
    int Number, Protocol Protocol, string Text, int Sessions, int SessionLimit, long Begun, long Evicted, long ToBackend, long BytesToBackend,
    long ToClient, long BytesToClient, IReadOnlyList<long> Drops)
{
    /// <summary>Everything that was dropped.</summary>
    public long Dropped => Drops.Sum();
}
