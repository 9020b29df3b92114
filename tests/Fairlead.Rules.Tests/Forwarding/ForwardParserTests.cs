using Fairlead.Rules.Forwarding;
using Fairlead.Rules.Tests.Text;
using Fairlead.Rules.Text;

namespace Fairlead.Rules.Tests.Forwarding;

public class ForwardParserTests
{
    [Theory]
    [InlineData("udp", Protocol.Udp)]
    [InlineData("tcp", Protocol.Tcp)]
    [InlineData("any", Protocol.Any)]
    public void Statement_is_the_same_when_its_first_word_is_left_out_on_the_command_line(string word, Protocol protocol)
    {
        var text = $"{word} any:27000 to 10.0.0.1";
        var statement = Forwards.Read($"forward {text}");
        Assert.Equal(protocol, statement.Protocol);
        Assert.Equal(statement, Forwards.Argument(text).Forward);
        Assert.Equal(statement, Forwards.Argument($"forward {text}").Forward);
    }

    [Fact]
    public void Places_are_read_when_named()
    {
        Assert.Equal(new ListenPlace.Everywhere(), Listen("any:80"));
        Assert.Equal(new ListenPlace.Everywhere(), Listen("wildcard:80"));
        Assert.Equal(new ListenPlace.Everywhere(), Listen(":80"));
        Assert.Equal(new ListenPlace.Loopback(), Listen("loopback:80"));
        Assert.Equal(At("10.0.0.1"), Listen("10.0.0.1:80"));
        Assert.Equal(At("fd00::1"), Listen("[fd00::1]:80"));
        Assert.Equal(At("10.0.0.1"), Listen("[::ffff:10.0.0.1]:80"));
        Assert.Equal(new ListenPlace.At(new EndpointHost.Named("game.example")), Listen("game.example:80"));
        Assert.Equal(new ListenPlace.At(new EndpointHost.Device("eth0")), Listen("dev eth0:80"));
        Assert.Equal(new ListenPlace.Activated("my game"), Listen("activated:\"my game\""));
    }

    [Fact]
    public void Ports_are_ranges_and_lists() => Assert.Equal(
        [new PortRange(80, 80), new PortRange(443, 443), new PortRange(8000, 8099)],
        Forwards.Read("forward tcp any:80,443,8000-8099 to 10.0.0.1").Ports.Items);

    [Fact]
    public void Targets_are_read_with_and_without_ports()
    {
        Assert.Equal(new TargetPort.Same(), Target("10.0.0.1").Port);
        Assert.Equal(new TargetPort.Fixed(443), Target("10.0.0.1:443").Port);
        Assert.Equal(new TargetPort.InStep(new PortRange(443, 443)), Target("10.0.0.1:443-443").Port);
        Assert.Equal(new TargetPort.Moved(1000), Target("10.0.0.1:+1000").Port);
        Assert.Equal(new TargetPort.Moved(-79), Target("10.0.0.1:-79").Port);
        Assert.Equal(new EndpointHost.Named("game.example"), Target("game.example:+1").Host);
        Assert.Equal(new EndpointHost.Literal(Reading.Address("fd00::1")), Target("fd00::1").Host);
        Assert.Equal(new EndpointHost.Literal(Reading.Address("fd00::1")), Target("[fd00::1]:443").Host);
        Assert.Equal(3, Forwards.Read("forward tcp any:80 to 10.0.0.1,[fd00::1]:443,game.example:+1").To.Count);
    }

    [Fact]
    public void Options_are_all_read()
    {
        var options = Forwards.Read(
            "forward udp any:80 to 10.0.0.1 idle 5m sessions 1000 evict idlest proxy-v2 accept-proxy-v2 "
            + "from 10.0.0.9,fd00::9 resolve 1h dev gre2 mark 0x10 rcvbuf 65536 sndbuf 32768 freebind").Options;
        var expected = new ForwardOptions
        {
            Idle = 300,
            Sessions = 1000,
            Evict = Eviction.Idlest,
            SendProxy = true,
            AcceptProxy = true,
            From = [Reading.Address("10.0.0.9"), Reading.Address("fd00::9")],
            Resolve = 3600,
            Device = "gre2",
            Mark = 16,
            ReceiveBuffer = 65536,
            SendBuffer = 32768,
            FreeBind = true,
        };
        Assert.Equal(expected, options);
    }

    [Theory]
    [InlineData("udp any:80 to 10.0.0.1", Transparency.None)]
    [InlineData("tcp any:80 to 10.0.0.1 transparent", Transparency.Full)]
    [InlineData("udp any:80 to 10.0.0.1 transparent idle 5", Transparency.Full)]
    [InlineData("udp any:80 to 10.0.0.1 transparent oneway idle 5", Transparency.OneWay)]
    [InlineData("udp any:80 to 10.0.0.1 proxy-v2 transparent oneway", Transparency.OneWay)]
    [InlineData("10.0.0.1:80 transparent oneway", Transparency.OneWay)]
    public void Transparency_is_one_word_or_two(string text, Transparency expected) =>
        Assert.Equal(expected, Forwards.Argument(text).Forward.Options.Transparent);

    [Theory]
    [InlineData("1", 1, "1s")]
    [InlineData("60", 60, "1m")]
    [InlineData("60s", 60, "1m")]
    [InlineData("90", 90, "90s")]
    [InlineData("5m", 300, "5m")]
    [InlineData("120m", 7200, "2h")]
    [InlineData("168h", 604800, "168h")]
    public void Time_is_seconds_and_printed_in_the_largest_unit_that_fits(string text, int seconds, string canonical)
    {
        var statement = Forwards.Read($"forward udp any:80 to 10.0.0.1 idle {text}");
        Assert.Equal(seconds, statement.Options.Idle);
        Assert.Equal($"forward udp any:80 to 10.0.0.1 idle {canonical}", ForwardPrinter.Print(statement));
    }

    [Theory]
    [InlineData("172.16.28.240:27000")]
    [InlineData("[fd00::1]:27000")]
    [InlineData("game.example")]
    [InlineData("10.0.0.1:27000,10.0.0.2:27000 idle 30s")]
    public void Target_alone_is_for_the_socket_of_its_turn(string text)
    {
        var statement = Forwards.Argument(text).Forward;
        Assert.True(statement is { IsBare: true, Protocol: Protocol.Any, Ports.Count: 0, Listen: ListenPlace.InTurn });
        Assert.Equal(text, ForwardPrinter.Print(statement));
    }

    [Fact]
    public void File_has_statements_comments_and_includes()
    {
        var result = ForwardParser.Parse(
            "a.rules", "\uFEFF# the games\r\nforward udp any:27000 to 10.0.0.1 # one\r\n\r\ninclude more.rules\r\n");
        Assert.Empty(result.Errors);
        Assert.Equal([2, 4], result.Statements.Select(s => s.Source.Line));
        Assert.Equal("more.rules", Assert.IsType<Include>(result.Statements[1]).Path);
    }

    private static ListenPlace Listen(string place) => Forwards.Read($"forward tcp {place} to 10.0.0.1").Listen;

    private static ListenPlace.At At(string address) => new(new EndpointHost.Literal(Reading.Address(address)));

    private static ForwardTarget Target(string target) =>
        Assert.Single(Forwards.Read($"forward tcp any:80 to {target}").To.Items);
}
