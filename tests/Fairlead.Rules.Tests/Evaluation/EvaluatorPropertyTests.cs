using Fairlead.Linux;
using Fairlead.Rules.Evaluation;
using Fairlead.Rules.Resolution;
using Fairlead.Rules.Tests.Resolution;
using Fairlead.Rules.Tests.Text;
using Fairlead.Rules.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Fairlead.Rules.Tests.Evaluation;

public class EvaluatorPropertyTests
{
    private static readonly Config Many = Config.QuickThrowOnFailure.WithMaxTest(20000);

    private static readonly ResolvedRule s_steering = Resolved.One("bind any any to :1");

    // Few enough that rules and calls meet.
    private static readonly Gen<Address> SomeAddress = Gen.OneOf(
        Gen.Elements("0.0.0.0", "::", "127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1", "::ffff:0.0.0.0", "::2").Select(Reading.Address),
        from bits in Gen.Choose(0, 7) select Address.V4(0x0A00_0000u | (uint)bits),
        from bits in Gen.Choose(0, 7) select Address.V4(0x0A00_0000u | (uint)bits).Map(),
        from high in Gen.Elements(0ul, 1ul, 2ul, 3ul) from low in Gen.Elements(0ul, 1ul, 1ul << 63) select Address.V6(0xFD00_0000_0000_0000 | high, low));

    private static readonly Gen<Network> SomeNetwork =
        from address in SomeAddress.Select(a => a.Unmap())
        from taken in Gen.Elements(0, 1, 2, 3, 63, 64, 65, 31, 128)
        select Block(address, Math.Min(taken, address.Width));

    private static readonly Gen<AddressPattern> SomePattern = Gen.OneOf(
        Gen.Constant<AddressPattern>(new AddressPattern.Any()), Gen.Constant<AddressPattern>(new AddressPattern.Wildcard()),
        Gen.Constant<AddressPattern>(new AddressPattern.Loopback()), SomeNetwork.Select(AddressPattern (n) => new AddressPattern.Block(n)),
        SomeNetwork.Select(AddressPattern (n) => new AddressPattern.Block(n)));

    private static readonly Gen<PortRange> SomePorts =
        from first in Gen.Elements<ushort>(0, 1, 80, 81, 65534) from more in Gen.Choose(0, 1) select new PortRange(first, (ushort)(first + more));

    private static readonly Gen<Rule> SomeRule =
        from verb in Gen.Elements(Verb.Bind, Verb.Connect)
        from program in Gen.Elements(null, null, null, "node", "no*", "*")
        from protocol in Gen.Elements(Protocol.Any, Protocol.Tcp, Protocol.Udp)
        from not in Gen.Elements(false, false, true)
        from pattern in SomePattern
        from ports in SomePorts.ArrayOf().Select(p => p.Take(2).ToArray())
        select new Rule(
            verb, program, protocol, new Match(not && pattern is not AddressPattern.Any, pattern, ValueList.Create<PortRange>(ports)),
            new RuleAction.Deny(Errno.EACCES), []);

    private static readonly Gen<SocketCall> SomeCall =
        from verb in Gen.Elements(Verb.Bind, Verb.Connect)
        from protocol in Gen.Elements(Protocol.Any, Protocol.Tcp, Protocol.Udp)
        from address in SomeAddress
        from only in Gen.Elements(false, true)
        from port in Gen.Elements<ushort>(0, 1, 2, 79, 80, 81, 82, 65534, 65535)
        from program in Gen.Elements(null, "node", "no", "nodejs", "")
        select new SocketCall(verb, protocol, !address.IsV4, only && !address.IsV4, address, port, program);

    private static readonly Gen<(Rule[] Rules, SocketCall Call)> Case =
        from rules in SomeRule.ArrayOf().Select(r => r.Take(5).ToArray())
        from call in SomeCall
        select (rules, call);

    private static readonly Gen<(Destinations To, SocketCall Call)> Steered =
        from v4 in Gen.Elements("10.0.0.9", null)
        from v6 in Gen.Elements("fd00::9", null)
        from kind in Gen.Elements(PortChangeKind.Keep, PortChangeKind.Set, PortChangeKind.Add)
        from number in Gen.Elements<ushort>(1, 80, 65535)
        from call in SomeCall
        select (new Destinations(Place(v4, kind, number), Place(v6, kind, number)), call with { Verb = Verb.Bind });

    [Fact]
    public void First_match_is_that_of_the_naive_model() =>
        Check.One(Many, Prop.ForAll(Case.ToArbitrary(), c =>
        {
            var resolved = Resolve(c.Rules);
            var decision = Evaluator.Decide(resolved, c.Call);
            var expected = NaiveModel.FirstMatch(c.Rules, c.Call);
            Assert.Equal(expected, decision.Rule?.Number ?? 0);
            Assert.Equal(expected == 0 ? DecisionKind.Untouched : DecisionKind.Deny, decision.Kind);
        }));

    [Fact]
    public void Call_that_a_rule_steers_is_placed_in_its_own_family_or_refused() =>
        Check.One(Many, Prop.ForAll(Steered.ToArbitrary(), c =>
        {
            var decision = Evaluator.Decide([s_steering with { To = c.To }], c.Call);
            var canTake = c.Call.IsInet6 ? c.To.V6 is not null || (c.To.V4 is not null && !c.Call.V6Only) : c.To.V4 is not null;
            var number = (c.To.V4 ?? c.To.V6)?.Port.Apply(c.Call.Port);
            Assert.Equal(canTake && number is not null ? DecisionKind.Steer : DecisionKind.Refuse, decision.Kind);
            if (decision.Kind == DecisionKind.Steer)
            {
                Assert.Equal(number, decision.ToPort);
                Assert.Equal(c.Call.IsInet6, !decision.To.IsV4);
                Assert.False(c.Call.V6Only && decision.To.IsMapped);
                Assert.Contains(decision.To.Unmap(), new[] { c.To.V4?.Address, c.To.V6?.Address });
            }
        }));

    private static ResolvedRule[] Resolve(Rule[] rules) =>
        new Resolver(new KnownNames()).Resolve([.. rules.Select(rule => new WrittenRule(rule, new SourceLine("-r", 1, "")))]).Rules;

    // The parser leaves no bits behind the prefix.
    private static Network Block(Address address, int prefix)
    {
        var free = address.Width - prefix;
        var bits = free == 128 ? 0 : address.Bits >> free << free;
        return new Network(address.IsV4 ? Address.V4((uint)bits) : Address.V6(bits), prefix);
    }

    private static Destination? Place(string? address, PortChangeKind kind, ushort number) =>
        address is null ? null : new Destination(Reading.Address(address), new PortChange(kind, number));
}
