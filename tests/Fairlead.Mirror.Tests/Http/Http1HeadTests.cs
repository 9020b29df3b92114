using Fairlead.Mirror.Agent.Http;
using static Fairlead.Mirror.Tests.Http.Heads;

namespace Fairlead.Mirror.Tests.Http;

public class Http1HeadTests
{
    private const string Get = "GET /api/v1?x=/b HTTP/1.1\r\nHost: a\r\nX-User: me\r\nX-Many: one\r\nx-many: two\r\nX-Empty:\r\n\r\n";

    [Theory]
    [InlineData("x-user: me")]
    [InlineData("x-user: m*")]
    [InlineData("x-many: one")]
    [InlineData("x-many: two")]
    [InlineData("x-empty: *")]
    [InlineData("/api/*")]
    [InlineData("/api/v1")]
    [InlineData("x-user: me|x-many: two|/api/*|*/v1")]
    public void Request_that_has_all_matches(string filter) =>
        Assert.Equal(Judgement.Matches, Filter(filter.Split('|')).Judge(Text(Get)));

    [Theory]
    [InlineData("x-user: Me")]
    [InlineData("x-user: m")]
    [InlineData("x-use: me")]
    [InlineData("x-none: *")]
    [InlineData("x-many: one, two")]
    [InlineData("/api")]
    [InlineData("*b")]
    [InlineData("x-user: me|/other")]
    [InlineData("x-user: you|/api/*")]
    public void Request_that_lacks_one_differs(string filter) =>
        Assert.Equal(Judgement.Differs, Filter(filter.Split('|')).Judge(Text(Get)));

    [Theory]
    [InlineData("GET /a HTTP/1.0\n x: no\nx-user: me\n\n", Judgement.Differs)]
    [InlineData("GET /a HTTP/1.0\nx-user: me\n\n", Judgement.Matches)]
    [InlineData("\r\n\r\nGET /a HTTP/1.1\r\nx-user: me\r\n\r\n", Judgement.Matches)]
    [InlineData("GET http://host/a?b HTTP/1.1\r\nx-user: me\r\n\r\n", Judgement.Matches)]
    [InlineData("GET http://host HTTP/1.1\r\nx-user: me\r\n\r\n", Judgement.Differs)]
    [InlineData("GET /a HTTP/1.1\r\nx-user: \t me \t\r\n\r\nPOST /b", Judgement.Matches)]
    [InlineData("GET /a HTTP/1.1\r\nx-user:\r\n me\r\n\r\n", Judgement.Differs)]
    [InlineData("GET /a HTTP/1.1\r\nx-user : me\r\n\r\n", Judgement.Differs)]
    [InlineData("GET /a HTTP/1.1\r\nno colon\r\nx-user: me\r\n\r\n", Judgement.Differs)]
    [InlineData("GET /a HTTP/1.1\r\nx-user: me\r\n", Judgement.NeedsMore)]
    [InlineData("GET /a HTTP/1.1\r\nx-user: me\r\n\r", Judgement.NeedsMore)]
    [InlineData("GET /a", Judgement.NeedsMore)]
    [InlineData("G", Judgement.NeedsMore)]
    [InlineData("\r\n", Judgement.NeedsMore)]
    [InlineData("", Judgement.NeedsMore)]
    [InlineData("GET /a\r\n", Judgement.Differs)]
    [InlineData("GET /a b HTTP/1.1\r\n", Judgement.Differs)]
    [InlineData("GET /a HTTP/2.0\r\n", Judgement.Differs)]
    [InlineData("EHLO host\r\n", Judgement.Differs)]
    [InlineData("*1\r\n$4\r\nPING\r\n", Judgement.Differs)]
    [InlineData("\0\0\0\u0008", Judgement.Differs)]
    [InlineData("\u0016", Judgement.NeedsMore)]
    [InlineData("\u0016\u0003\u0001\u0002\0", Judgement.IsTls)]
    [InlineData("\u0016\u0004", Judgement.Differs)]
    public void Head_is_judged(string head, object expected) =>
        Assert.Equal(expected, Filter("x-user: me", "/a").Judge(Text(head)));

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nx-user: one\r\n  two\r\n\tthree\r\n\r\n", "x-user: one two three", Judgement.Matches)]
    [InlineData("GET / HTTP/1.1\r\nx-user: one\r\n", "x-user: one", Judgement.NeedsMore)]
    [InlineData("GET / HTTP/1.1\r\nx-user: one\r\n tw", "x-user: one", Judgement.NeedsMore)]
    [InlineData("OPTIONS * HTTP/1.1\r\n\r\n", "*", Judgement.Matches)]
    [InlineData("OPTIONS * HTTP/1.1\r\n\r\n", "/*", Judgement.Differs)]
    [InlineData("CONNECT a:443 HTTP/1.1\r\n\r\n", "/*", Judgement.Differs)]
    [InlineData("GET http://host?q HTTP/1.1\r\n\r\n", "/", Judgement.Matches)]
    public void Odd_forms_are_understood(string head, string filter, object expected) =>
        Assert.Equal(expected, Filter(filter).Judge(Text(head)));
}
