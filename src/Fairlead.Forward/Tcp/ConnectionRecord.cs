using System.Globalization;
using Fairlead.Forward.Sockets;
using Fairlead.Udp;

namespace Fairlead.Forward.Tcp;

/// <summary>What a successor has to know of a connection, beside its descriptors.</summary>
/// <remarks>
/// The descriptors are the client's socket, the backend's if there is one, and the two ends of the pipe of each side that
/// holds something, in this order.
/// </remarks>
/// <param name="Stage">How far it has come.</param>
/// <param name="Attempts">How many backends were tried.</param>
/// <param name="Client">The client, or whom its PROXY header names.</param>
/// <param name="Asked">What the client asked, as that header says; empty: there was none.</param>
/// <param name="Backend">The backend, tried or there; empty: none.</param>
/// <param name="FromClient">The client's side.</param>
/// <param name="FromBackend">The backend's.</param>
internal sealed record ConnectionRecord(
    TcpStage Stage, int Attempts, UdpEndpoint Client, UdpEndpoint Asked, UdpEndpoint Backend, SideRecord FromClient,
    SideRecord FromBackend)
{
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Stage} {Attempts} {EndpointWord.Of(Client)} {EndpointWord.Of(Asked)} {EndpointWord.Of(Backend)} {FromClient} {FromBackend}");

    public static ConnectionRecord Parse(string[] words) => new(
        Enum.Parse<TcpStage>(words[0]), int.Parse(words[1], CultureInfo.InvariantCulture), EndpointWord.Parse(words[2]),
        EndpointWord.Parse(words[3]), EndpointWord.Parse(words[4]), SideRecord.Parse(words.AsSpan(5)),
        SideRecord.Parse(words.AsSpan(5 + SideRecord.Words)));
}

/// <summary>What a successor has to know of a side: see <see cref="Side"/>.</summary>
/// <param name="Held">How many bytes are in its pipe; 0: it has none.</param>
/// <param name="HasEnded">Whether all that can come from it was passed on.</param>
/// <param name="IsBroken">Whether it was reset or lost.</param>
/// <param name="Passed">How many bytes were passed on.</param>
internal readonly record struct SideRecord(int Held, bool HasEnded, bool IsBroken, long Passed)
{
    /// <summary>How many words the text has.</summary>
    public const int Words = 4;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Held} {HasEnded} {IsBroken} {Passed}");

    public static SideRecord Parse(ReadOnlySpan<string> words) => new(
        int.Parse(words[0], CultureInfo.InvariantCulture), bool.Parse(words[1]), bool.Parse(words[2]),
        long.Parse(words[3], CultureInfo.InvariantCulture));
}
