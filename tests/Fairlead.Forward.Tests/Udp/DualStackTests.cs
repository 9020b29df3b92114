using System.Net;
using System.Net.Sockets;
using Fairlead.Rules;
using Fairlead.Rules.Forwarding;
using Fairlead.Rules.Resolution;

namespace Fairlead.Forward.Tests.Udp;

/// <summary>A passed socket at [::] that takes what comes over IPv4, too.</summary>
public sealed class DualStackTests
{
    [Fact]
    public void Clients_of_both_families_are_answered_from_the_address_that_they_asked()
    {
        using var server = Peer.Server(Running.Free("127.0.0.1")).Echo();
        var port = Running.Free("::").Port;
        using var passed = new Socket(AddressFamily.InterNetworkV6, SocketType.Dgram, ProtocolType.Udp) { DualMode = true };
        passed.Bind(new IPEndPoint(IPAddress.IPv6Any, port));
        var rule = Running.Udp(new IPEndPoint(IPAddress.IPv6Any, port), server.Address);
        var socket = new ActivatedSocket("game", (int)passed.Handle, false) { IsDualStack = true };
        using var running = new Running(rule with
        {
            Listen = ValueList.Create<ListenPoint>([new ListenPoint(Address.AnyV6, (ushort)port, socket)]),
        });
        foreach (var asked in (string[])["127.0.0.2", "::1", "127.0.0.3", "127.0.0.2"])
        {
            using var client = Peer.Client(new IPEndPoint(IPAddress.Parse(asked), port));
            client.Send([9]);
            Assert.Equal([9], client.Receive());
        }
        Running.Until(() => (running.Statistics.Begun, running.Statistics.ToClient) == (4, 4));
    }
}
