using Fairlead.Udp;

namespace Fairlead.Forward.Udp;

/// <summary>What makes two datagrams of one socket belong to one session.</summary>
/// <param name="Client">Who sent them, or whom the PROXY header names.</param>
/// <param name="Local">The address that they were sent to.</param>
internal readonly record struct FlowKey(UdpEndpoint Client, UdpEndpoint Local)
{
    public override int GetHashCode() => HashCode.Combine(Client.GetHashCode(), Local.GetHashCode());
}
