using System.Globalization;
using Fairlead.Forward.Sockets;
using Fairlead.Udp;

namespace Fairlead.Forward.Udp;

/// <summary>A session as it passes to another process: words of a line, its socket beside.</summary>
internal sealed record SessionRecord(
    SessionState State, FlowKey Key, UdpEndpoint Peer, UdpEndpoint Backend, UdpEndpoint Asked, long ToBackend, long ToClient)
{
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{State} {EndpointWord.Of(Key.Client)} {EndpointWord.Of(Key.Local)} {EndpointWord.Of(Peer)} {EndpointWord.Of(Backend)} {EndpointWord.Of(Asked)} {ToBackend} {ToClient}");

    public static SessionRecord Parse(string[] words) => new(
        Enum.Parse<SessionState>(words[0]), new FlowKey(EndpointWord.Parse(words[1]), EndpointWord.Parse(words[2])),
        EndpointWord.Parse(words[3]), EndpointWord.Parse(words[4]), EndpointWord.Parse(words[5]),
        long.Parse(words[6], CultureInfo.InvariantCulture), long.Parse(words[7], CultureInfo.InvariantCulture));
}
