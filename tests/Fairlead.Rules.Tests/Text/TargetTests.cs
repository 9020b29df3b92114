using Fairlead.Rules.Text;

namespace Fairlead.Rules.Tests.Text;

public class TargetTests
{
    private static readonly PortChange Keep = new(PortChangeKind.Keep, 0);

    [Theory]
    [InlineData("10.0.0.1", "10.0.0.1")]
    [InlineData("fd00::5", "fd00::5")]
    [InlineData("[fd00::5]", "fd00::5")]
    [InlineData("::ffff:10.0.0.1", "10.0.0.1")]
    [InlineData("0.0.0.0", "0.0.0.0")]
    [InlineData("::", "::")]
    public void Address_is_read_when_it_is_the_target(string target, string address) =>
        Assert.Equal([new Endpoint(new EndpointHost.Literal(Reading.Address(address)), Keep)], Reading.To(target));

    [Theory]
    [InlineData(":8080", PortChangeKind.Set, 8080)]
    [InlineData(":0", PortChangeKind.Set, 0)]
    [InlineData(":+1000", PortChangeKind.Add, 1000)]
    public void Port_changes_alone_when_the_target_has_no_address(string target, PortChangeKind kind, int number)
    {
        var change = new PortChange(kind, (ushort)number);
        Assert.Equal([new Endpoint(new EndpointHost.Same(), change)], Reading.To(target));
        Assert.Equal([new Endpoint(new EndpointHost.Named("localhost"), change)], Reading.To($"localhost{target}"));
        Assert.Equal([new Endpoint(new EndpointHost.Device("eth0"), change)], Reading.To($"dev eth0{target}"));
        Assert.Equal(change, Assert.Single(Reading.To($"10.0.0.1{target}")).Port);
        Assert.Equal(change, Assert.Single(Reading.To($"[fd00::5]{target}")).Port);
    }

    [Fact]
    public void List_has_an_entry_a_family_when_parted_by_commas()
    {
        var v4 = new EndpointHost.Literal(Reading.Address("10.0.0.1"));
        var v6 = new EndpointHost.Literal(Reading.Address("fd00::5"));
        Assert.Equal([new(v4, Keep), new(v6, Keep)], Reading.To("10.0.0.1,fd00::5"));
        Assert.Equal([new(v4, Keep), new(new EndpointHost.Named("localhost"), Keep)], Reading.To("10.0.0.1,localhost"));
        Endpoint[] ports = [new(v6, new(PortChangeKind.Set, 81)), new(v4, new(PortChangeKind.Set, 80))];
        Assert.Equal(ports, Reading.To("[fd00::5]:81,10.0.0.1:80"));
    }

    [Fact]
    public void Dev_is_the_target_when_it_follows_to_and_an_option_later()
    {
        var rule = Reading.One("bind udp any to dev lo dev eth0");
        Assert.Equal(new EndpointHost.Device("lo"), FirstHost(rule));
        Assert.Equal([new SocketOption(OptionKind.Dev, 0, "eth0")], rule.Options.Items);
    }

    [Fact]
    public void From_is_the_source_when_a_connection_is_steered()
    {
        var steer = Reading.Steer("connect any any from 10.0.0.1:5000,fd00::5");
        Assert.Null(steer.To);
        Assert.Equal(2, steer.From!.List.Count);
        Assert.Equal(new PortChange(PortChangeKind.Set, 5000), steer.From.List[0].Port);
        Assert.Equal(new EndpointHost.Device("lo"), Reading.Steer("connect any any from dev lo").From!.List[0].Host);
        Assert.Equal(new EndpointHost.Same(), Reading.Steer("connect any any from :53").From!.List[0].Host);
    }

    [Theory]
    [InlineData("connect tcp any to 10.0.0.2:80 from 10.0.0.1")]
    [InlineData("connect tcp any from 10.0.0.1 to 10.0.0.2:80")]
    public void To_and_from_stand_together_when_in_either_order(string rule)
    {
        var steer = Reading.Steer(rule);
        Assert.NotNull(steer.To);
        Assert.NotNull(steer.From);
    }

    [Theory]
    [InlineData("unix:/run/app.sock", "/run/app.sock", null)]
    [InlineData("unix:/run/app.sock mode 0660", "/run/app.sock", 0b110_110_000)]
    [InlineData("unix:/run/app.sock mode 0", "/run/app.sock", 0)]
    [InlineData("unix:/run/app.sock mode 00777", "/run/app.sock", 0b111_111_111)]
    [InlineData("unix:@app", "@app", null)]
    [InlineData("unix:/run/%p-%a-%%.sock", "/run/%p-%a-%%.sock", null)]
    [InlineData("unix:\"/run/my app.sock\"", "/run/my app.sock", null)]
    [InlineData("\"unix:/run/my #1.sock\"", "/run/my #1.sock", null)]
    [InlineData("unix:/run/app#1.sock", "/run/app#1.sock", null)]
    [InlineData("unix:\"/run/a\\\"b\\\\c\"", "/run/a\"b\\c", null)]
    [InlineData("unix:/run/a\\b", "/run/a\\b", null)]
    [InlineData("unix:/run/naïve.sock", "/run/naïve.sock", null)]
    public void Unix_path_is_read_when_it_is_the_target(string target, string path, int? mode) =>
        Assert.Equal(new Target.Unix(path, mode), Reading.Steer($"bind tcp any to {target}").To);

    [Fact]
    public void Unix_path_is_read_when_it_is_as_long_as_it_may_be()
    {
        var path = "/" + new string('é', 53);
        Assert.Equal(new Target.Unix(path, null), Reading.Steer($"connect tcp any to unix:{path}").To);
        Assert.Single(RuleParser.Parse("-r", $"connect tcp any to unix:{path}x").Errors);
    }

    [Theory]
    [InlineData("activated:web", "web")]
    [InlineData("activated:\"my web\"", "my web")]
    public void Passed_socket_is_read_when_it_is_the_target(string target, string name) =>
        Assert.Equal(new Target.Activated(name), Reading.Steer($"bind tcp any to {target} hide").To);

    private static EndpointHost FirstHost(Rule rule) =>
        ((Target.Endpoints)((RuleAction.Steer)rule.Action).To!).List[0].Host;
}
