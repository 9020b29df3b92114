using Fairlead.Linux;
using FsCheck;
using FsCheck.Fluent;

namespace Fairlead.Rules.Tests.Text;

/// <summary>Makes every kind of rule that the language has.</summary>
internal static class RuleGenerator
{
    // What names may hold that must not confuse the text: quotes, blanks, comments, escapes, other scripts.
    private static readonly char[] Odd =
        ['a', 'Z', '0', '-', '_', '.', '%', '"', '\\', '#', ' ', '\'', '\u00A0', 'é', '=', '@'];

    private static readonly Gen<ushort> Port = Gen.Choose(0, ushort.MaxValue).Select(n => (ushort)n);

    public static readonly Gen<Address> V4 = Gen.OneOf(
        Gen.Elements(Address.AnyV4, Address.LoopbackV4),
        from high in Port from low in Port select Address.V4(((uint)high << 16) | low));

    public static readonly Gen<Address> V6 = Gen.OneOf(
        Gen.Elements(Address.AnyV6, Address.LoopbackV6),
        from low in Port select Address.V6(low),
        from groups in Port.ArrayOf(8)
        select Address.V6(groups.Aggregate(UInt128.Zero, (bits, part) => (bits << 16) | part)))
        .Select(a => a.Unmap());

    private static readonly Gen<Address> AnyAddress = Gen.OneOf(V4, V6);

    public static readonly Gen<string> HostName = Gen.Elements(
        "localhost", "db.prod", "fly-global-services", "_sip._udp.example.", "3com", "10.0.0.1a", "unix.example", "a");

    public static readonly Gen<string> Interface = Gen.OneOf(
        Gen.Elements("lo", "eth0", "br-12ab", "eth0.100"),
        Word(15, Odd.Where(c => !char.IsWhiteSpace(c))).Where(w => w is not ("." or "..")));

    private static readonly Gen<string?> Program = Gen.OneOf(
        Gen.Constant((string?)null),
        from name in Word(15, Odd).Where(n => !n.StartsWith("./") && !n.StartsWith("../"))
        from star in Gen.Elements("", "*")
        select name + star);

    private static readonly Gen<PortRange> Range =
        from a in Port from b in Gen.OneOf(Port, Gen.Constant(a)) select new PortRange(Math.Min(a, b), Math.Max(a, b));

    private static readonly Gen<ValueList<PortRange>> Ports =
        Gen.Choose(0, 3).SelectMany(n => Range.ArrayOf(n)).Select(ranges => ValueList.Create<PortRange>(ranges));

    private static readonly Gen<AddressPattern> Place = Gen.OneOf(
        Gen.Elements<AddressPattern>(
            new AddressPattern.Any(), new AddressPattern.Wildcard(), new AddressPattern.Loopback()),
        HostName.Select(AddressPattern (name) => new AddressPattern.Host(name)),
        from address in AnyAddress
        from length in Gen.Choose(0, address.Width)
        select (AddressPattern)new AddressPattern.Block(Align(address, length)));

    private static readonly Gen<Match> AnyMatch =
        from place in Place
        from not in Gen.Elements(true, false)
        from ports in Ports
        select new Match(not && place is not AddressPattern.Any, place, ports);

    private static readonly Gen<PortChange> Set = Port.Select(n => new PortChange(PortChangeKind.Set, n));

    private static readonly Gen<PortChange> Change = Gen.OneOf(
        Gen.Constant(default(PortChange)),
        Set,
        Gen.Choose(1, ushort.MaxValue).Select(n => new PortChange(PortChangeKind.Add, (ushort)n)));

    private static readonly Gen<Target> Unix =
        from path in Word(100, Odd.Where(c => c is not '%')).Where(p => p.Length <= 50)
        from percents in Gen.Elements("", "%p", "%a%p", "%%")
        from mode in Gen.OneOf(Gen.Constant((int?)null), Gen.Choose(0, 511).Select(n => (int?)n))
        from isAbstract in Gen.Elements(true, false)
        select (Target)new Target.Unix((isAbstract ? "@" : "/") + path + percents, isAbstract ? null : mode);

    private static readonly Gen<Target> Activated =
        Word(20, Odd.Where(char.IsAscii)).Select(Target (name) => new Target.Activated(name));

    public static Gen<Rule> Rule { get; } = Gen.OneOf(Bind(), Connect(), Reply());

    private static Gen<Rule> Bind() =>
        from head in Head(Verb.Bind)
        from action in Gen.OneOf(
            Common(),
            Gen.Constant<RuleAction>(new RuleAction.Fake()),
            Gen.OneOf(Endpoints(Change).Select(Target (e) => e), Unix, Activated).Select(Steer))
        from options in Options(head with { Action = action })
        select head with { Action = action, Options = options };

    private static Gen<Rule> Connect() =>
        from head in Head(Verb.Connect)
        from to in Endpoints(Change)
        from source in Endpoints(Gen.OneOf(Gen.Constant(default(PortChange)), Set))
        from unix in Unix.Select(t => ((Target.Unix)t) with { Mode = null })
        from action in Gen.OneOf(
            Common(),
            Gen.Elements(Steer(to), Steer(unix), new RuleAction.Steer(null, source), new RuleAction.Steer(to, source)))
        from options in Options(head with { Action = action })
        select head with { Action = action, Options = options };

    private static RuleAction Steer(Target to) => new RuleAction.Steer(to, null);

    private static Gen<Rule> Reply() =>
        from head in Head(Verb.Reply)
        from protocol in Gen.Elements(Protocol.Any, Protocol.Udp)
        select head with { Protocol = protocol };

    private static Gen<Rule> Head(Verb verb) =>
        from program in Program
        from protocol in Gen.Elements(Enum.GetValues<Protocol>())
        from match in AnyMatch
        select new Rule(verb, program, protocol, match, new RuleAction.None(), []);

    private static Gen<RuleAction> Common() => Gen.OneOf(
        Gen.Elements<RuleAction>(new RuleAction.Allow(), new RuleAction.None()),
        Gen.Elements(Enum.GetValues<Errno>()[1..]).Select(RuleAction (errno) => new RuleAction.Deny(errno)));

    private static Gen<Target.Endpoints> Endpoints(Gen<PortChange> change)
    {
        var named = HostName.Select(EndpointHost (name) => new EndpointHost.Named(name));
        var v4 = Entry(V4.Select(EndpointHost (a) => new EndpointHost.Literal(a)), change);
        var v6 = Entry(V6.Where(a => !a.IsV4).Select(EndpointHost (a) => new EndpointHost.Literal(a)), change);
        var same = Entry(Gen.Constant<EndpointHost>(new EndpointHost.Same()), change);
        var device = Entry(Interface.Select(EndpointHost (i) => new EndpointHost.Device(i)), change);
        var name = Entry(named, change);
        return Gen.OneOf(
            Gen.OneOf(v4, v6, name, device).Select(e => List(e)),
            same.Where(e => e.Port.Kind != PortChangeKind.Keep).Select(e => List(e)),
            from a in v4 from b in Gen.OneOf(v6, name) select List(a, b),
            from a in Gen.OneOf(v6, name) from b in v4 select List(a, b));
    }

    private static Gen<Endpoint> Entry(Gen<EndpointHost> host, Gen<PortChange> change) =>
        from h in host from c in change select new Endpoint(h, c);

    private static Target.Endpoints List(params Endpoint[] items) => new(ValueList.Create<Endpoint>(items));

    private static Gen<ValueList<SocketOption>> Options(Rule rule)
    {
        var fitting = Enum.GetValues<OptionKind>().Where(kind => Fits(rule, kind)).ToArray();
        var least = rule.Action is RuleAction.None ? 1 : 0;
        return from kinds in Gen.Shuffle(fitting)
               from count in Gen.Choose(Math.Min(least, fitting.Length), fitting.Length)
               from options in Gen.CollectToArray(kinds.Take(count).Select(Option))
               select ValueList.Create<SocketOption>(options);
    }

    private static bool Fits(Rule rule, OptionKind kind) => rule.Action switch
    {
        RuleAction.Allow or RuleAction.Deny => false,
        RuleAction.Fake => kind == OptionKind.Hide,
        RuleAction.Steer { To: Target.Unix or Target.Activated } =>
            kind is OptionKind.RcvBuf or OptionKind.SndBuf or OptionKind.Mark or OptionKind.Priority or OptionKind.Hide,
        RuleAction.Steer { To: not null } when kind == OptionKind.Hide => true,
        _ => kind != OptionKind.Hide,
    } && (kind is not (OptionKind.NoDelay or OptionKind.Congestion) || rule.Protocol != Protocol.Udp);

    private static Gen<SocketOption> Option(OptionKind kind) => kind switch
    {
        OptionKind.Dev => Interface.Select(name => new SocketOption(kind, 0, name)),
        OptionKind.Congestion => Gen.Elements("bbr", "cubic", "x_y-z").Select(name => new SocketOption(kind, 0, name)),
        OptionKind.Mark => Gen.Elements(0u, 7u, uint.MaxValue).Select(n => new SocketOption(kind, n, null)),
        OptionKind.Tos => Gen.Choose(0, 255).Select(n => new SocketOption(kind, (uint)n, null)),
        OptionKind.Priority or OptionKind.RcvBuf or OptionKind.SndBuf =>
            Gen.Choose(1, int.MaxValue).Select(n => new SocketOption(kind, (uint)n, null)),
        _ => Gen.Constant(new SocketOption(kind, 0, null)),
    };

    private static Gen<string> Word(int maxBytes, IEnumerable<char> characters) =>
        Gen.Elements(characters.ToArray()).NonEmptyListOf().Select(c => new string([.. c]))
            .Select(w => w.Length > maxBytes / 2 ? w[..(maxBytes / 2)] : w);

    private static Network Align(Address address, int length)
    {
        var free = address.Width - length;
        var bits = free >= 128 ? 0 : address.Bits >> free << free;
        return new Network(address.IsV4 ? Address.V4((uint)bits) : Address.V6(bits), length);
    }
}
