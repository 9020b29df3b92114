using Fairlead.Linux;
using Fairlead.Udp;

namespace Fairlead.Forward.Sockets;

/// <summary>An address and port as one word of a line that a successor reads: the kernel's form in hexadecimal digits; -: none.</summary>
internal static unsafe class EndpointWord
{
    private const string None = "-";

    public static string Of(in UdpEndpoint endpoint)
    {
        var bytes = stackalloc byte[UdpEndpoint.KernelSize];
        return endpoint.IsEmpty ? None : Convert.ToHexString(new ReadOnlySpan<byte>(bytes, (int)endpoint.Write(bytes)));
    }

    public static UdpEndpoint Parse(string word)
    {
        sockaddr_storage storage = default;
        if (word != None)
        {
            Convert.FromHexString(word).CopyTo(new Span<byte>(&storage, sizeof(sockaddr_storage)));
        }
        return UdpEndpoint.Read(&storage);
    }
}
