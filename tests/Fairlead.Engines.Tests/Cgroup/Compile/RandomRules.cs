using Fairlead.Rules;
using Fairlead.Rules.Evaluation;
using Fairlead.Rules.Resolution;
using Fairlead.Rules.Text;

namespace Fairlead.Engines.Tests.Cgroup.Compile;

/// <summary>Rules and calls out of a world so small that they often meet.</summary>
internal sealed class RandomRules(Random random)
{
    private static readonly string[] s_hosts =
    [
        "10.0.0.1", "10.0.0.2", "10.0.1.1", "127.0.0.1", "127.9.9.9", "0.0.0.0", "192.168.7.7",
        "fd00::1", "fd00::2", "fd00:0:0:1::1", "::1", "::",
    ];

    private static readonly string[] s_blocks =
    [
        "10.0.0.0/8", "10.0.0.0/24", "10.0.0.0/31", "0.0.0.0/0", "127.0.0.0/9", "fd00::/8", "fd00::/64", "fd00::/127", "::/0",
    ];

    private static readonly string[] s_ports = ["", "", ":80", ":443", ":80,443", ":80-82", ":1024-65535", ":0", ":81,2000-9000"];
    private static readonly string[] s_programs = ["", "", "", "", "program web ", "program we* ", "program fifteen-letters ", "program f* "];
    private static readonly string[] s_options = ["", "", "", " mark 7", " reuseaddr", " hide", " nodelay priority 3", " dev lo tos 8"];

    private static readonly string[] s_targets =
    [
        "10.9.9.9", "fd00::9", "10.9.9.9,fd00::9", ":8080", ":+1000", ":+65000", "10.9.9.9:99", "[fd00::9]:99,10.9.9.9:+7",
    ];

    /// <summary>A rule set.</summary>
    public ResolvedRule[] Rules(int count)
    {
        var lines = new string[count];
        for (var i = 0; i < count; i++)
        {
            lines[i] = GoodRule();
        }
        return Resolve(lines);
    }

    /// <summary>Reads rules that must be good.</summary>
    public static ResolvedRule[] Resolve(params string[] lines)
    {
        var parsed = RuleParser.Parse("test", string.Join('\n', lines));
        Assert.Empty(parsed.Errors.Select(RuleErrorText.Render));
        var (rules, errors) = new Resolver(new Anywhere()).Resolve([.. parsed.Statements.Cast<WrittenRule>()]);
        Assert.Empty(errors.Select(RuleErrorText.Render));
        return rules;
    }

    /// <summary>A call that the program of a hook can meet.</summary>
    public SocketCall Call(Verb verb, bool isInet6, bool isDatagram)
    {
        var address = Address();
        address = isInet6 ? isDatagram && (address.IsV4 || address.IsMapped) ? Parse("fd00::2") : address.Map() : address.Unmap();
        if (!isInet6 && !address.IsV4)
        {
            address = Parse("10.0.0.2");
        }
        var protocol = isDatagram ? Protocol.Udp : One(Protocol.Tcp, Protocol.Udp, Protocol.Any);
        var port = One<ushort>(80, 81, 443, 0, 1023, 1024, 5000, 65535);
        return new SocketCall(verb, protocol, isInet6, false, address, port, One("web", "wed", "w", "fifteen-letters", ""));
    }

    // Not every option goes with every action and protocol.
    private string GoodRule()
    {
        var rule = Rule();
        return RuleParser.Parse("test", rule).Errors.Length == 0 ? rule : GoodRule();
    }

    private string Rule()
    {
        var bind = random.Next(2) == 0;
        var match = One("any", One(s_hosts), One(s_blocks), "wildcard", "loopback", $"not {One(s_hosts)}", $"not {One(s_blocks)}");
        var ports = One(s_ports);
        match = match.Contains(':') && ports.Length > 0 ? Bracketed(match) : match;
        return $"{(bind ? "bind" : "connect")} {One(s_programs)}{One("tcp", "udp", "any")} {match}{ports} {Action(bind)}";
    }

    private string Action(bool bind) => random.Next(6) switch
    {
        0 => "allow",
        1 => $"deny {One("EACCES", "EPERM", "ENETUNREACH")}",
        2 when bind => One("fake", "fake hide"),
        2 => $"from {One("10.8.8.8", "fd00::8", "10.8.8.8,fd00::8", "10.8.8.8:70")}{One(s_options)}",
        3 when !bind => $"to {One(s_targets)} from {One("10.8.8.8", "10.8.8.8,fd00::8")}{One(s_options)}",
        4 => "mark 9",
        _ => $"to {One(s_targets)}{One(s_options)}",
    };

    // `not fd00::1` with ports is `not [fd00::1]:80`.
    private static string Bracketed(string match)
    {
        var at = match.LastIndexOf(' ') + 1;
        return $"{match[..at]}[{match[at..]}]";
    }

    private Address Address() => random.Next(4) == 0 ? Parse(One("10.0.0.77", "10.200.0.1", "8.8.8.8", "fd00::77", "fe80::1", "::ffff:10.0.0.1"))
        : Parse(One(s_hosts));

    private T One<T>(params T[] choices) => choices[random.Next(choices.Length)];

    private static Address Parse(string text) => Fairlead.Rules.Address.TryParse(text, out var address) ? address : throw new FormatException(text);

    /// <summary>A host that has every address and interface.</summary>
    private sealed class Anywhere : INames
    {
        public Address[]? Host(string name) => null;

        public Address[]? Interface(string name) => [Fairlead.Rules.Address.LoopbackV4];

        public bool IsLocal(Address address) => true;

        public ActivatedSocket? Activated(string name) => null;
    }
}
