using Fairlead.Forward.Handover;
using Fairlead.Forward.Tests.Udp;
using Fairlead.Rules;

namespace Fairlead.Forward.Tests.Handover;

public sealed class InheritanceTests
{
    private const string Whole = """
        0 fairlead-forward 1
        1 listen 1 udp 127.0.0.1 9000
        1 session 1 New - - - - - 0 0
        1 session 1 New - - - - - 0 0
        0 end 4

        """;

    [Fact]
    public void What_is_written_is_read_and_what_nobody_takes_is_closed()
    {
        using var wire = new Wire();
        wire.Send(Whole, 3);
        var inheritance = Inheritance.Read(wire.Reader);
        Assert.Equal((2, 3), (inheritance.Sessions, wire.Copies));
        Assert.True(Address.TryParse("127.0.0.1", out var address));
        var socket = Assert.Single(inheritance.TakeSockets(new PlaceKey(Protocol.Udp, address, 9000)));
        Assert.Equal(2, inheritance.TakeSessions(socket).Count);
        inheritance.Close();
        Assert.Equal(3, wire.Copies);
    }

    [Fact]
    public void Where_a_place_cannot_be_opened_it_is_closed()
    {
        using var wire = new Wire();
        using var taken = Peer.Server(Running.Free("127.0.0.1"));
        wire.Send(Whole, 3);
        var inheritance = Inheritance.Read(wire.Reader);
        Assert.Throws<Fairlead.Linux.LinuxException>(() => new Running(1, inheritance, Running.Udp(taken.Address, taken.Address)));
        Assert.Equal(0, wire.Copies);
    }

    [Theory]
    [InlineData("0 end 4\n", "")] // cut off
    [InlineData("end 4", "end 3")]
    [InlineData("end 4", "end x")]
    [InlineData("forward 1", "forward 2")]
    [InlineData("0 fairlead-forward 1\n", "")]
    [InlineData("session 1 New", "session 2 New")]
    [InlineData("1 session", "9 session")]
    [InlineData("1 session", "-1 session")]
    [InlineData("1 session", "99999999999 session")]
    [InlineData("1 listen 1 udp 127.0.0.1 9000", "1 listen 1 udp nowhere 9000")]
    [InlineData("1 listen 1 udp 127.0.0.1 9000", "1 listen 1")]
    [InlineData("1 session 1", "1 listen 1 udp ::1 1\n1 session 1")] // one number twice
    [InlineData("1 session", "1 something")]
    public void What_cannot_be_read_is_refused_and_every_descriptor_closed(string part, string instead)
    {
        using var wire = new Wire();
        wire.Send(Whole.Replace(part, instead, StringComparison.Ordinal), 3);
        wire.CloseWriter();
        Assert.Throws<HandoverException>(() => Inheritance.Read(wire.Reader));
        Assert.Equal(0, wire.Copies);
    }

    [Fact]
    public void Another_version_is_named()
    {
        using var wire = new Wire();
        wire.Send("0 fairlead-forward 7\n", 0);
        var failure = Assert.Throws<HandoverException>(() => Inheritance.Read(wire.Reader));
        Assert.Contains("fairlead-forward 7", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Thousands_of_sessions_pass_through_stored_sockets()
    {
        const int Sessions = 5000;
        using var server = Peer.Server(Running.Free("127.0.0.1"));
        var place = Running.Free("127.0.0.1");
        using var old = new Running(Running.Udp(place, server.Address));
        var clients = Enumerable.Range(0, Sessions).Select(i => SendFrom(place, i)).ToArray();
        for (var i = 0; i < Sessions; i++)
        {
            server.Receive();
        }
        old.Forwarder.Stop();
        var stored = StoredState.Write(old.Forwarder);
        // The service manager gives them back in an order of its own.
        Assert.InRange(stored.Length, 3, 1000);
        Array.Reverse(stored);
        var inheritance = StoredState.Read(stored);
        Array.ForEach(stored, descriptor => _ = Fairlead.Linux.Libc.close(descriptor));
        Assert.Equal(Sessions, inheritance.Sessions);
        using var next = new Running(3, inheritance, Running.Udp(place, server.Address));
        Assert.Equal(Sessions, next.Statistics.Sessions);
        Array.ForEach(clients, client => client.Dispose());
    }

    private static Peer SendFrom(System.Net.IPEndPoint place, int number)
    {
        var from = new System.Net.IPAddress([127, 2, (byte)(number >> 8), (byte)number]);
        var client = Peer.Client(place, new System.Net.IPEndPoint(from, 9));
        client.Send([1]);
        return client;
    }
}
