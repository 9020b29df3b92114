using Fairlead.Engines.Preload;
using Fairlead.Layer.Plan;
using Fairlead.Linux;
using Fairlead.Rules;
using Fairlead.Rules.Planning;

namespace Fairlead.Engines.Tests.Preload;

/// <summary>Each part of a rule is where the library looks for it.</summary>
public sealed unsafe class RuleBlobWriterTests
{
    [Fact]
    public void Header_says_what_the_rules_need()
    {
        var header = Decoded.Of("bind udp any to :1", "reply udp any").Header;
        Assert.Equal((Traps.Bind, true, 2), (header.Traps, header.Replies, header.Rules.Count));
        Assert.False(Decoded.Of("bind udp any to :1").Header.Replies);
    }

    [Fact]
    public void Checksum_and_length_are_those_of_the_bytes()
    {
        var bytes = RuleBlobWriter.Write(Decoded.PlanOf("bind tcp 10.0.0.0/8:80,8080-8089 to unix:/run/%p.sock"), Decoded.Log);
        fixed (byte* blob = bytes)
        {
            Assert.Equal(bytes.Length, ((BlobHeader*)blob)->Length);
            Assert.Equal(RuleBlob.Checksum(blob, bytes.Length), ((BlobHeader*)blob)->Checksum);
        }
    }

    [Theory]
    [InlineData(true, false, true, "/var/log/ö.log")]
    [InlineData(false, true, false, null)]
    public void Log_is_carried(bool isVerbose, bool isQuiet, bool isJson, string? file)
    {
        var blob = Decoded.Of(new PreloadLog(isVerbose, isQuiet, isJson, file));
        var header = blob.Header;
        Assert.Equal((isVerbose, isQuiet, isJson), (header.IsVerbose, header.IsQuiet, header.IsJson));
        Assert.Equal(file ?? "", blob.Text(header.LogFile));
    }

    [Theory]
    [InlineData("bind tcp any deny", Verb.Bind, Protocol.Tcp, "Any", false)]
    [InlineData("connect udp loopback deny", Verb.Connect, Protocol.Udp, "Loopback", false)]
    [InlineData("bind any not wildcard deny", Verb.Bind, Protocol.Any, "Wildcard", true)]
    [InlineData("reply udp 10.0.0.0/8", Verb.Reply, Protocol.Udp, "Networks", false)]
    public void Match_is_carried(string text, Verb verb, Protocol protocol, string place, bool not)
    {
        var rule = Assert.Single(Decoded.Of(text).Rules);
        Assert.Equal((verb, protocol, place, not), ((Verb)rule.Verb, (Protocol)rule.Protocol, rule.Place.ToString(), rule.Not));
    }

    [Fact]
    public void Blocks_and_ports_are_carried()
    {
        var blob = Decoded.Of("bind tcp 10.1.0.0/16:80,8080-8089 deny", "bind tcp [fd00::/8]:443 deny");
        var v4 = Assert.Single(blob.At<BlobNetwork>(blob.Rules[0].Networks));
        Assert.Equal((0ul, 0x0A01_0000ul, true, (byte)16), (v4.High, v4.Low, v4.IsV4, v4.PrefixLength));
        Assert.Equal(["80-80", "8080-8089"], blob.At<BlobPorts>(blob.Rules[0].Ports).Select(p => $"{p.First}-{p.Last}"));
        var v6 = Assert.Single(blob.At<BlobNetwork>(blob.Rules[1].Networks));
        Assert.Equal((0xFD00_0000_0000_0000ul, 0ul, false, (byte)8), (v6.High, v6.Low, v6.IsV4, v6.PrefixLength));
    }

    [Theory]
    [InlineData("bind any any allow", "Allow")]
    [InlineData("bind any any deny", "Deny")]
    [InlineData("bind any any fake", "Fake")]
    [InlineData("bind any any to :1", "Steer")]
    [InlineData("bind any any reuseport", "Steer")]
    [InlineData("reply udp any", "Steer")]
    [InlineData("bind tcp any to unix:/x", "Unix")]
    [InlineData("bind tcp any to activated:web", "Activated")]
    public void Action_is_carried(string text, string action) =>
        Assert.Equal(action, Assert.Single(Decoded.Of(text).Rules).Action.ToString());

    [Fact]
    public void Error_of_a_denied_call_is_carried() =>
        Assert.Equal((int)Errno.ENETUNREACH, Assert.Single(Decoded.Of("connect any any deny ENETUNREACH").Rules).Errno);

    [Theory]
    [InlineData("bind program node any any deny", "node", false)]
    [InlineData("bind program node* any any deny", "node", true)]
    [InlineData("bind any any deny", "", false)]
    public void Program_is_carried(string text, string program, bool isPrefix)
    {
        var blob = Decoded.Of(text);
        Assert.Equal((program, isPrefix), (blob.Text(blob.Rules[0].Program), blob.Rules[0].IsProgramPrefix));
    }

    [Fact]
    public void Targets_and_sources_are_carried_by_family()
    {
        var rule = Assert.Single(Decoded.Of("connect any any to 10.0.0.1:+5,[fd00::1]:80 from 10.0.0.2").Rules);
        Assert.Equal(("10.0.0.1", PortChangeKind.Add, 5), Text(rule.To4));
        Assert.Equal(("fd00::1", PortChangeKind.Set, 80), Text(rule.To6));
        Assert.Equal(("10.0.0.2", PortChangeKind.Keep, 0), Text(rule.From4));
        Assert.Equal((true, false), (rule.HasFrom, rule.From6.IsPresent));
    }

    [Fact]
    public void Port_alone_leaves_the_address()
    {
        var rule = Assert.Single(Decoded.Of("bind tcp any to :8080").Rules);
        Assert.Equal((true, false, 8080), (rule.To4.IsPresent, rule.To4.HasAddress, rule.To4.Port));
        Assert.Equal((true, false, 8080), (rule.To6.IsPresent, rule.To6.HasAddress, rule.To6.Port));
        Assert.Equal((true, false), (rule.HasTo, rule.HasFrom));
    }

    [Fact]
    public void Options_are_in_the_order_in_which_they_are_set_and_hide_is_none_of_them()
    {
        var blob = Decoded.Of("connect tcp any to :1 hide mark 7 congestion reno tos 16");
        var rule = Assert.Single(blob.Rules);
        Assert.True(rule.Hides);
        Assert.Equal(
            ["Tos 16 ", "Mark 7 ", "Congestion 0 reno"],
            blob.At<BlobOption>(rule.Options).Select(o => $"{o.Kind} {o.Number} {blob.Text(o.Text)}"));
    }

    [Fact]
    public void Unix_socket_is_carried_with_its_mode()
    {
        var blob = Decoded.Of("bind tcp any to unix:/run/%p.sock mode 0660", "bind tcp any to unix:@name");
        Assert.Equal(("/run/%p.sock", 0x1B0, true), (blob.Text(blob.Rules[0].Path), blob.Rules[0].Mode, blob.Rules[0].MakesUnix));
        Assert.Equal(("@name", -1, true), (blob.Text(blob.Rules[1].Path), blob.Rules[1].Mode, blob.Rules[1].MakesUnix));
    }

    [Fact]
    public void Passed_socket_is_carried_by_its_number_and_name()
    {
        var blob = Decoded.Of("bind tcp any:1 to activated:web", "bind tcp any:2 to activated:unix");
        Assert.Equal(("web", 4, false), (blob.Text(blob.Rules[0].Path), blob.Rules[0].Descriptor, blob.Rules[0].MakesUnix));
        Assert.Equal(("unix", 5, true), (blob.Text(blob.Rules[1].Path), blob.Rules[1].Descriptor, blob.Rules[1].MakesUnix));
    }

    [Fact]
    public void Rules_have_the_numbers_that_logs_name() =>
        Assert.Equal([1, 2, 3], Decoded.Of("bind any any allow", "bind any any deny", "bind any any fake").Rules.Select(r => r.Number));

    [Fact]
    public void Blob_of_the_most_rules_that_the_planner_takes_is_what_the_library_takes()
    {
        var rules = Decoded.PlanOf([.. Enumerable.Range(1, 700).Select(i => $"connect tcp any:{i} to unix:/run/{i}.sock mark {i}")]).Rules;
        var fitting = rules[..(EngineLimits.WhyNotSoMany(EngineKind.Preload, rules)!.Value.Rule.Number - 1)];
        var longest = Decoded.Log with { File = "/" + new string('x', 4094) };
        var bytes = RuleBlobWriter.Write(new Plan(EngineKind.Preload, fitting, Traps.Bind, []), longest);
        Assert.InRange(bytes.Length, RuleBlob.MostBytes - 1000, RuleBlob.MostBytes);
    }

    private static (string Address, PortChangeKind Change, int Port) Text(BlobDestination destination)
    {
        Assert.True(destination is { IsPresent: true, HasAddress: true });
        return ($"{destination.Address}", (PortChangeKind)destination.PortChange, destination.Port);
    }
}
