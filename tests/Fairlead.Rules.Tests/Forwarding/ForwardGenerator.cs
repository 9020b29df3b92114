using Fairlead.Rules.Forwarding;
using Fairlead.Rules.Tests.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Fairlead.Rules.Tests.Forwarding;

/// <summary>Makes every kind of forward statement that the language has.</summary>
internal static class ForwardGenerator
{
    // Ranges lie in thousands of their own, so that no port stands twice.
    private const int Thousand = 1000;

    private static readonly Gen<Address> AnyAddress = Gen.OneOf(RuleGenerator.V4, RuleGenerator.V6).Where(a => !a.IsWildcard);

    private static readonly Gen<EndpointHost> Server = Gen.OneOf(
        AnyAddress.Select(EndpointHost (a) => new EndpointHost.Literal(a)),
        RuleGenerator.HostName.Select(EndpointHost (name) => new EndpointHost.Named(name)));

    private static readonly Gen<ListenPlace> Opened = Gen.OneOf(
        Gen.Elements<ListenPlace>(new ListenPlace.Everywhere(), new ListenPlace.Loopback()),
        Gen.OneOf(RuleGenerator.V4, RuleGenerator.V6).Select(ListenPlace (a) => new ListenPlace.At(new EndpointHost.Literal(a))),
        RuleGenerator.HostName.Select(ListenPlace (name) => new ListenPlace.At(new EndpointHost.Named(name))),
        RuleGenerator.Interface.Where(name => !name.AsSpan().ContainsAny(":,/"))
            .Select(ListenPlace (name) => new ListenPlace.At(new EndpointHost.Device(name))));

    private static readonly Gen<ListenPlace> Passed = Gen.OneOf(
        Gen.Elements("game", "my game", "a#b").Select(ListenPlace (name) => new ListenPlace.Activated(name)),
        Gen.Constant<ListenPlace>(new ListenPlace.InTurn()));

    private static readonly Gen<ValueList<PortRange>> Ports =
        from thousands in Gen.Shuffle(Enumerable.Range(1, 60).ToArray())
        from count in Gen.Choose(1, 3)
        from lengths in Gen.Choose(0, Thousand - 1).ArrayOf(count)
        select ValueList.Create<PortRange>(thousands.Zip(lengths, Range).ToArray());

    private static readonly Gen<int?> Time = Maybe(Gen.OneOf(
        Gen.Choose(1, 604800), Gen.Choose(1, 10080).Select(n => n * 60), Gen.Choose(1, 168).Select(n => n * 3600)));

    public static Gen<ForwardStatement> Statement { get; } =
        from isPassed in Gen.Elements(false, false, true)
        from listen in isPassed ? Passed : Opened
        from ports in isPassed ? Gen.Constant(default(ValueList<PortRange>)) : Ports
        from protocol in listen is ListenPlace.InTurn ? Gen.Constant(Protocol.Any) : Gen.Elements(Enum.GetValues<Protocol>())
        from count in Gen.Choose(1, 4)
        from to in Target(ports.Items).ArrayOf(count)
        from options in Options(protocol, listen)
        select new ForwardStatement(protocol, listen, ports, ValueList.Create<ForwardTarget>(to), options);

    private static PortRange Range(int thousand, int length) =>
        new((ushort)(thousand * Thousand), (ushort)((thousand * Thousand) + length));

    private static Gen<ForwardTarget> Target(PortRange[] ports) =>
        from host in Server
        from port in Port(ports)
        select new ForwardTarget(host, port);

    private static Gen<TargetPort> Port(PortRange[] ports)
    {
        var single = Gen.OneOf(
            Gen.Constant<TargetPort>(new TargetPort.Same()),
            Gen.Choose(1, ushort.MaxValue).Select(TargetPort (n) => new TargetPort.Fixed((ushort)n)),
            Gen.Choose(1, 500).Select(TargetPort (n) => new TargetPort.Moved(n)),
            Gen.Choose(-999, -1).Select(TargetPort (n) => new TargetPort.Moved(n)));
        return ports is [var range]
            ? Gen.OneOf(single, Gen.Choose(1, ushort.MaxValue - (range.Last - range.First)).Select(TargetPort (n) => InStep(n, range)))
            : single;
    }

    private static TargetPort.InStep InStep(int first, PortRange with) =>
        new TargetPort.InStep(new PortRange((ushort)first, (ushort)(first + with.Last - with.First)));

    private static Gen<ForwardOptions> Options(Protocol protocol, ListenPlace listen) =>
        from idle in Time
        from sessions in Maybe(Gen.Choose(1, int.MaxValue))
        from evict in protocol == Protocol.Tcp ? Gen.Constant(default(Eviction)) : Gen.Elements(Enum.GetValues<Eviction>())
        from transparent in Gen.Elements(Enum.GetValues<Transparency>())
        from proxies in Gen.Choose(0, 3)
        from sources in AnyAddress.ListOf()
        from resolve in Time
        from device in Gen.OneOf(Gen.Constant((string?)null), RuleGenerator.Interface.Select(i => (string?)i))
        from numbers in Maybe(Gen.Choose(1, int.MaxValue)).ArrayOf(3)
        from isFree in Gen.Elements(true, false)
        select new ForwardOptions
        {
            Idle = idle,
            Sessions = sessions,
            Evict = evict,
            Transparent = Fitting(transparent, protocol, listen),
            SendProxy = (proxies & 1) != 0,
            AcceptProxy = (proxies & 2) != 0,
            From = Fitting(transparent, protocol, listen) == Transparency.None
                ? ValueList.Create<Address>(sources.Distinct().ToArray())
                : [],
            Resolve = resolve ?? ForwardOptions.Default.Resolve,
            Device = device,
            Mark = (uint?)numbers[0],
            ReceiveBuffer = (uint?)numbers[1],
            SendBuffer = (uint?)numbers[2],
            FreeBind = isFree && listen is not (ListenPlace.Activated or ListenPlace.InTurn),
        };

    private static Transparency Fitting(Transparency transparent, Protocol protocol, ListenPlace listen) =>
        transparent == Transparency.OneWay && protocol != Protocol.Udp && listen is not ListenPlace.InTurn
            ? Transparency.Full
            : transparent;

    private static Gen<int?> Maybe(Gen<int> number) => Gen.OneOf(Gen.Constant((int?)null), number.Select(n => (int?)n));
}
