using Fairlead.Engines.Trace;
using Fairlead.Rules;
using Fairlead.Rules.Text;
using static Fairlead.Linux.SocketConstants;

namespace Fairlead.Engines.Tests.Trace;

public sealed class RuleSuggestionTests
{
    private readonly RuleSuggestion _suggestion = new();

    [Fact]
    public void Ports_are_joined_and_both_wildcards_are_one()
    {
        foreach (var port in (ushort[])[26903, 26901, 26900, 27015, 26901])
        {
            _suggestion.Add(Verb.Bind, Protocol.Udp, Name("0.0.0.0", port));
        }
        _suggestion.Add(Verb.Bind, Protocol.Udp, Name("::", 26902));
        Assert.Equal(["bind udp wildcard:26900-26903,27015 to ADDRESS"], _suggestion.Rules);
    }

    [Fact]
    public void Connections_leave_from_an_address_and_those_to_loopback_go_elsewhere()
    {
        _suggestion.Add(Verb.Connect, Protocol.Tcp, Name("10.1.2.3", 443));
        _suggestion.Add(Verb.Connect, Protocol.Tcp, Name("::ffff:10.1.2.3", 80));
        _suggestion.Add(Verb.Connect, Protocol.Udp, Name("fd00::7", 53));
        _suggestion.Add(Verb.Connect, Protocol.Tcp, Name("127.0.0.1", 5432));
        Assert.Equal(
            [
                "connect tcp 10.1.2.3:80,443 from ADDRESS",
                "connect udp [fd00::7]:53 from ADDRESS",
                "connect tcp 127.0.0.1:5432 to ADDRESS",
            ],
            _suggestion.Rules);
    }

    [Fact]
    public void What_connects_to_itself_is_left_alone()
    {
        _suggestion.Add(Verb.Connect, Protocol.Tcp, Name("127.0.0.1", 8080));
        _suggestion.AddOwn(Protocol.Tcp, 8080);
        Assert.Empty(_suggestion.Rules);
    }

    [Fact]
    public void Many_remotes_are_one_rule()
    {
        for (byte i = 1; i <= 9; i++)
        {
            _suggestion.Add(Verb.Connect, Protocol.Tcp, Name($"10.0.0.{i}", 443));
        }
        Assert.Equal(["connect any loopback allow", "connect any any from ADDRESS"], _suggestion.Rules);
    }

    [Fact]
    public void Every_rule_can_be_read_again()
    {
        _suggestion.Add(Verb.Bind, Protocol.Tcp, Name("::1", 0));
        _suggestion.Add(Verb.Bind, Protocol.Any, Name("10.0.0.1", 1));
        _suggestion.Add(Verb.Connect, Protocol.Udp, Name("fe80::1", 65535));
        Assert.Equal(3, _suggestion.Rules.Count);
        Assert.Empty(RuleParser.Parse("test", string.Join('\n', _suggestion.Rules)).Errors);
    }

    [Fact]
    public void The_command_is_quoted_for_a_shell()
    {
        _suggestion.Add(Verb.Bind, Protocol.Udp, Name("0.0.0.0", 53));
        Assert.Equal(
            "fairlead run -r 'bind udp wildcard:53 to ADDRESS' -- ./game -c 'it'\\''s a game' ''",
            _suggestion.CommandFor(["./game", "-c", "it's a game", ""]));
    }

    private static SocketName Name(string address, ushort port)
    {
        Assert.True(Address.TryParse(address, out var parsed));
        return new SocketName(parsed.IsV4 ? AF_INET : AF_INET6, parsed, port);
    }
}
