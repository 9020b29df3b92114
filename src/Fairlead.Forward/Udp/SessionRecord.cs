using Fairlead.Linux;
using Fairlead.Udp;

namespace Fairlead.Forward.Udp;

/// <summary>A session as it passes to another process: words of a line, its socket beside.</summary>
/// <remarks>Addresses are hexadecimal digits of the kernel's sockaddr, so that nothing is lost.</remarks>
internal sealed record SessionRecord(
    SessionState State, FlowKey Key, UdpEndpoint Peer, UdpEndpoint Backend, UdpEndpoint Asked, long ToBackend, long ToClient)
{
    public override string ToString() =>
        $"{State} {Hex(Key.Client)} {Hex(Key.Local)} {Hex(Peer)} {Hex(Backend)} {Hex(Asked)} {ToBackend} {ToClient}";

    public static SessionRecord Parse(string[] words) => new(
        Enum.Parse<SessionState>(words[0]), new FlowKey(Endpoint(words[1]), Endpoint(words[2])), Endpoint(words[3]),
        Endpoint(words[4]), Endpoint(words[5]), long.Parse(words[6]), long.Parse(words[7]));

    private static unsafe string Hex(in UdpEndpoint endpoint)
    {
        if (endpoint.IsEmpty)
        {
            return "-";
        }
        var bytes = stackalloc byte[UdpEndpoint.KernelSize];
        return Convert.ToHexString(new ReadOnlySpan<byte>(bytes, (int)endpoint.Write(bytes)));
    }

    private static unsafe UdpEndpoint Endpoint(string word)
    {
        sockaddr_storage storage = default;
        if (word != "-")
        {
            Convert.FromHexString(word).CopyTo(new Span<byte>(&storage, sizeof(sockaddr_storage)));
        }
        return UdpEndpoint.Read(&storage);
    }
}
