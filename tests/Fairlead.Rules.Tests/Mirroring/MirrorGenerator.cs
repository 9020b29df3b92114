using Fairlead.Rules.Mirroring;
using Fairlead.Rules.Tests.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Fairlead.Rules.Tests.Mirroring;

/// <summary>Makes every kind of statement that <c>fairlead mirror</c> has beside rules.</summary>
internal static class MirrorGenerator
{
    // Ranges lie in thousands of their own, so that no port stands twice.
    private const int Thousand = 1000;

    private static readonly Gen<AddressPattern> Block =
        from address in Gen.OneOf(RuleGenerator.V4, RuleGenerator.V6).Where(a => !a.IsWildcard)
        select (AddressPattern)new AddressPattern.Block(Network.Of(address.Unmap()));

    private static readonly Gen<AddressPattern> Place = Gen.OneOf(
        Block,
        Gen.Elements<AddressPattern>(
            new AddressPattern.Any(), new AddressPattern.Loopback(),
            new AddressPattern.Block(new Network(Address.V4(10u << 24), 8)),
            new AddressPattern.Block(new Network(Address.AnyV4, 0)),
            new AddressPattern.Block(new Network(Address.V6(0xFD00ul << 48, 0), 8))));

    private static readonly Gen<ValueList<PortRange>> Ports =
        from thousands in Gen.Shuffle(Enumerable.Range(1, 60).ToArray())
        from count in Gen.Choose(1, 3)
        from lengths in Gen.OneOf(Gen.Constant(0), Gen.Choose(1, Thousand - 1)).ArrayOf(count)
        select ValueList.Create<PortRange>(thousands.Zip(lengths, Range).ToArray());

    private static readonly Gen<string> Value = Gen.Elements("me", "*", "a b", "Bearer *", "say \"hi\"", "#1", "a\\b", "ü", "x:y");

    private static readonly Gen<string> Variable = Gen.Elements("PATH", "APP_*", "*_HOST", "#X", "a\"b", "x.y", "A:B", "not_any");

    private static readonly Gen<MirrorStatement> Feed =
        from kind in Gen.Elements(Enum.GetValues<FeedKind>())
        from protocol in Gen.Elements(Enum.GetValues<Protocol>())
        from place in Place
        from not in Gen.Elements(false, false, true)
        from ports in Ports
        from to in To(ports)
        from options in Options(kind, protocol)
        select (MirrorStatement)new FeedStatement(
            kind, protocol, new Match(not && place is not AddressPattern.Any, place, ports), to, options);

    private static readonly Gen<MirrorStatement> Files =
        from names in Gen.Elements("etc", "*", "my app", "*.conf", "#", "a\"b", "ü", "=").NonEmptyListOf()
        from handling in Gen.Elements(Enum.GetValues<FileHandling>())
        select (MirrorStatement)new FilesStatement("/" + string.Join('/', names), handling);

    private static readonly Gen<MirrorStatement> Env =
        from names in Variable.ListOf()
        from not in Variable.ListOf()
        select (MirrorStatement)new EnvStatement([.. names], [.. not]);

    private static readonly Gen<MirrorStatement> Outgoing =
        from protocol in Gen.Elements(Enum.GetValues<Protocol>())
        from place in Gen.OneOf(Place, Gen.Constant<AddressPattern>(new AddressPattern.Wildcard()))
        from not in Gen.Elements(false, true)
        from ports in Gen.OneOf(Ports, Gen.Constant(default(ValueList<PortRange>)))
        select (MirrorStatement)new OutgoingStatement(protocol, new Match(not && place is not AddressPattern.Any, place, ports));

    public static Gen<MirrorStatement> Statement { get; } =
        Gen.OneOf(Feed, Feed, Files, Env, Outgoing, Gen.Constant<MirrorStatement>(new DnsStatement()));

    private static PortRange Range(int thousand, int length) =>
        new((ushort)(thousand * Thousand), (ushort)((thousand * Thousand) + length));

    private static Gen<PortChange> To(ValueList<PortRange> ports)
    {
        var moved = Gen.OneOf(
            Gen.Constant(default(PortChange)), Gen.Choose(1, 4000).Select(n => new PortChange(PortChangeKind.Add, (ushort)n)));
        return ports.All(range => range.First == range.Last)
            ? Gen.OneOf(moved, Gen.Choose(1, ushort.MaxValue).Select(n => new PortChange(PortChangeKind.Set, (ushort)n)))
            : moved;
    }

    private static Gen<FeedOptions> Options(FeedKind kind, Protocol protocol) =>
        from choice in Gen.Choose(0, 2)
        from names in Gen.Elements("x-user", "host", "a.b~c").ListOf()
        from values in Value.ListOf()
        from paths in Gen.Elements("/", "*", "/api/*", "*/v2", "/a\"b", "/ü").ListOf()
        select (kind, protocol) switch
        {
            (FeedKind.Steal, Protocol.Tcp) => new FeedOptions
            {
                Headers = [.. names.Zip(values, (name, value) => new HeaderFilter(name, value))],
                Paths = [.. paths],
            },
            (FeedKind.Mirror, _) => new FeedOptions { Passive = choice == 1, Diff = choice == 2 && protocol == Protocol.Tcp },
            _ => FeedOptions.Default,
        };
}
