using System.Net;
using Fairlead.Forward.Udp;
using Fairlead.Udp;

namespace Fairlead.Forward.Tests.Udp;

public sealed class SessionRecordTests
{
    [Theory]
    [InlineData("192.0.2.1:1", "0.0.0.0:0")]
    [InlineData("[2001:db8::1]:65535", "[::]:0")]
    [InlineData("[fe80::1%3]:9", "[fe80::2%3]:0")]
    [InlineData("[::ffff:192.0.2.1]:9", "[::ffff:192.0.2.2]:0")]
    public void What_is_written_is_read(string client, string local)
    {
        var (one, two) = (At(client), At(local));
        foreach (var state in Enum.GetValues<SessionState>())
        {
            var record = new SessionRecord(state, new FlowKey(one, two), one.WithPort(3), two.WithPort(4), default, 5, long.MaxValue);
            Assert.Equal(record, SessionRecord.Parse(record.ToString().Split(' ')));
        }
        var bound = new SessionRecord(SessionState.New, new FlowKey(one, default), one, one, two, 0, 0);
        Assert.Equal(bound, SessionRecord.Parse(bound.ToString().Split(' ')));
    }

    private static UdpEndpoint At(string text) => UdpEndpoint.From(IPEndPoint.Parse(text));
}
