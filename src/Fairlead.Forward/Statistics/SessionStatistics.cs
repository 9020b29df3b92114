namespace Fairlead.Forward.Statistics;

/// <summary>What is to be seen of a session.</summary>
/// <param name="Statement">The number of its statement.</param>
/// <param name="Client">The client's address and port.</param>
/// <param name="Backend">The backend's.</param>
/// <param name="IdleMilliseconds">How long ago there was traffic.</param>
/// <param name="ToBackend">Datagrams to the backend (joined ones count once); of TCP, bytes.</param>
/// <param name="ToClient">The same to the client.</param>
public sealed record SessionStatistics(
    int Statement, string Client, string Backend, long IdleMilliseconds, long ToBackend, long ToClient)
{
    /// <summary>Both ways.</summary>
    public long Traffic => ToBackend + ToClient;
}
