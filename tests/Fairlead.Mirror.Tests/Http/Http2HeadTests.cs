using Fairlead.Mirror.Agent.Http;
using static Fairlead.Mirror.Agent.Http.Http2Frame;
using static Fairlead.Mirror.Tests.Http.Heads;

namespace Fairlead.Mirror.Tests.Http;

public class Http2HeadTests
{
    // RFC 7541, C.4.1, and a field of its own.
    private static readonly byte[] s_block = [.. Hex("82 86 84 41 8c f1 e3 c2 e5 f2 3a 6b a0 ab 90 f4 ff"), .. Literal("x-user", "me")];

    private static readonly RequestFilter s_me = Filter("x-user: me", "host: www.example.com", "/");

    [Fact]
    public void Request_matches() => Assert.Equal(Judgement.Matches, s_me.Judge(Request(s_block)));

    [Fact]
    public void Other_request_differs() => Assert.Equal(Judgement.Differs, Filter("x-user: you").Judge(Request(s_block)));

    [Fact]
    public void Frames_of_the_connection_are_passed_over() => Assert.Equal(
        Judgement.Matches,
        s_me.Judge(Http2(
            Frame(WindowUpdate, 0, 0, 0, 1, 0, 0), Frame(Priority, 0, 3, 0, 0, 0, 0, 7), Frame(Settings, Ack, 0), Frame(16, 0, 0, 1),
            Frame(Ping, 0, 0, new byte[8]), Frame(Headers, EndHeaders, 1, s_block))));

    [Fact]
    public void Padding_and_priority_are_cut_off() => Assert.Equal(
        Judgement.Matches,
        s_me.Judge(Http2(Frame(Headers, EndHeaders | Padded | HasPriority, 1, [2, 0, 0, 0, 0, 7, .. s_block, 0xFF, 0xFF]))));

    [Theory, InlineData(0), InlineData(1), InlineData(10)]
    public void Block_goes_on_in_continuations(int first) => Assert.Equal(
        Judgement.Matches,
        s_me.Judge(Http2(
            Frame(Headers, 0, 1, s_block[..first]), Frame(Continuation, 0, 1, s_block[first..20]), Frame(Continuation, EndHeaders, 1, s_block[20..]))));

    [Fact]
    public void Client_that_asks_nothing_may_wait_for_the_server()
    {
        Assert.Equal(Judgement.AwaitsServer, s_me.Judge(Http2()));
        Assert.Equal(Judgement.AwaitsServer, s_me.Judge(Http2(Frame(Settings, Ack, 0), Frame(WindowUpdate, 0, 0, 0, 1, 0, 0))));
        Assert.Equal(Judgement.NeedsMore, s_me.Judge(Http2(Frame(Ping, 0, 0, new byte[8]))));
        Assert.Equal(Judgement.NeedsMore, s_me.Judge(Http2([0, 0, 4])));
        Assert.Equal(Judgement.NeedsMore, s_me.Judge(Http2Frames.Preface));
    }

    [Fact]
    public void What_the_rfc_forbids_differs()
    {
        byte[][] bad =
        [
            [.. Http2Frames.Preface, .. Frame(Headers, EndHeaders, 1, s_block)],
            [.. Http2Frames.Preface, .. Frame(Settings, Ack, 0)],
            Http2(Frame(0, 0, 1, 1)),
            Http2(Frame(Headers, 0, 1, s_block), Frame(WindowUpdate, 0, 0, 0, 1, 0, 0)),
            Http2(Frame(Headers, 0, 1, s_block), Frame(Continuation, EndHeaders, 3)),
            Http2(Frame(Headers, EndHeaders | Padded, 1, 9, 1, 1)),
            Http2(Frame(Headers, EndHeaders | Padded, 1)),
            Http2(Frame(Headers, EndHeaders | HasPriority, 1, 0, 0)),
            Http2([1, 0, 0, Headers, 0, 0, 0, 0, 1]),
        ];
        Assert.All(bad, head => Assert.Equal(Judgement.Differs, s_me.Judge(head)));
    }

    [Fact]
    public void Cookies_are_joined() => Assert.Equal(
        Judgement.Matches, Filter("cookie: a=1; b=2").Judge(Request([.. Literal("cookie", "a=1"), .. Literal("cookie", "b=2")])));

    [Fact]
    public void Acknowledgement_is_found()
    {
        Assert.Equal(Http2().Length, Http2Frames.FindAcknowledgement(Http2(Frame(Settings, Ack, 0))));
        Assert.Equal(-1, Http2Frames.FindAcknowledgement(Http2(Frame(Settings, Ack, 0)[..8])));
        Assert.Equal(-1, Http2Frames.FindAcknowledgement(Text("GET / HTTP/1.1\r\n\r\n")));
    }
}
