namespace Fairlead.Rules.Tests.Text;

public class OptionTests
{
    [Theory]
    [InlineData("dev eth0", OptionKind.Dev, 0, "eth0")]
    [InlineData("dev fifteen-letters", OptionKind.Dev, 0, "fifteen-letters")]
    [InlineData("mark 0", OptionKind.Mark, 0, null)]
    [InlineData("mark 4294967295", OptionKind.Mark, uint.MaxValue, null)]
    [InlineData("mark 0xFFFFFFFF", OptionKind.Mark, uint.MaxValue, null)]
    [InlineData("mark 0x0010", OptionKind.Mark, 16, null)]
    [InlineData("priority 6", OptionKind.Priority, 6, null)]
    [InlineData("priority 0x7fffffff", OptionKind.Priority, int.MaxValue, null)]
    [InlineData("tos 255", OptionKind.Tos, 255, null)]
    [InlineData("reuseaddr", OptionKind.ReuseAddr, 0, null)]
    [InlineData("reuseport", OptionKind.ReusePort, 0, null)]
    [InlineData("freebind", OptionKind.FreeBind, 0, null)]
    [InlineData("transparent", OptionKind.Transparent, 0, null)]
    [InlineData("rcvbuf 1", OptionKind.RcvBuf, 1, null)]
    [InlineData("sndbuf 2147483647", OptionKind.SndBuf, int.MaxValue, null)]
    [InlineData("nodelay", OptionKind.NoDelay, 0, null)]
    [InlineData("congestion bbr", OptionKind.Congestion, 0, "bbr")]
    public void Option_is_read_when_it_stands_alone_or_after_an_action(
        string option, OptionKind kind, uint number, string? text)
    {
        SocketOption[] expected = [new SocketOption(kind, number, text)];
        Assert.Equal(expected, Reading.One($"bind tcp any {option}").Options.Items);
        Assert.Equal(expected, Reading.One($"connect any any from 10.0.0.1 {option}").Options.Items);
    }

    [Theory]
    [InlineData("bind tcp any to :8080 hide")]
    [InlineData("bind tcp any fake hide")]
    [InlineData("bind tcp any to unix:/run/app.sock hide")]
    [InlineData("connect tcp any to 10.0.0.1 from 10.0.0.2 hide")]
    public void Hide_is_read_when_there_is_something_to_hide(string rule) =>
        Assert.Equal(OptionKind.Hide, Assert.Single(Reading.One(rule).Options.Items).Kind);

    [Fact]
    public void Options_keep_their_order_when_there_are_several()
    {
        var rule = Reading.One("bind tcp any to unix:@app sndbuf 1 rcvbuf 2 hide priority 3 mark 4");
        Assert.Equal(
            [OptionKind.SndBuf, OptionKind.RcvBuf, OptionKind.Hide, OptionKind.Priority, OptionKind.Mark],
            rule.Options.Items.Select(o => o.Kind));
    }
}
