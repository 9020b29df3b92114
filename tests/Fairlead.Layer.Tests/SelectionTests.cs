using Fairlead.Engines.Tests.Cgroup.Compile;
using Fairlead.Layer.Plan;
using Fairlead.Layer.Sockets;
using Fairlead.Rules;
using Fairlead.Rules.Evaluation;
using Fairlead.Rules.Resolution;

namespace Fairlead.Layer.Tests;

/// <summary>The library decides as the evaluator does, of any rules and any call.</summary>
public sealed unsafe class SelectionTests
{
    private const int CallsPerSet = 200;

    [Theory]
    [InlineData(1, 300)]
    [InlineData(4, 300)]
    [InlineData(12, 100)]
    [InlineData(80, 20)]
    public void Library_decides_as_the_evaluator_does(int rules, int sets)
    {
        var own = CommandNameOfTests();
        for (var seed = 0; seed < sets; seed++)
        {
            var random = new Random((rules * 1000) + seed);
            var world = new RandomRules(random);
            var set = world.Rules(rules);
            Blob.PutInForce(set);
            for (var i = 0; i < CallsPerSet; i++)
            {
                var call = Call(world, random) with { Program = own };
                Assert.True(Wanted(set, call) == Actual(set, call), $"""
                    {call}
                    rules:
                    {string.Join('\n', set.Select(r => $"{r.Number}. {r}"))}
                    expected: {Wanted(set, call)}
                    actual: {Actual(set, call)}
                    """);
            }
        }
    }

    [Theory]
    [InlineData("bind program {0} any any to 127.0.0.7", DecisionKind.Steer)]
    [InlineData("bind program {0}* any any to 127.0.0.7", DecisionKind.Steer)]
    [InlineData("bind program {1}* any any to 127.0.0.7", DecisionKind.Steer)]
    [InlineData("bind program {1} any any to 127.0.0.7", DecisionKind.Untouched)]
    [InlineData("bind program {1}x any any to 127.0.0.7", DecisionKind.Untouched)]
    [InlineData("bind program {1}x* any any to 127.0.0.7", DecisionKind.Untouched)]
    public void Command_name_of_the_process_limits_rules(string rule, DecisionKind expected)
    {
        var own = CommandNameOfTests();
        Blob.PutInForce(RandomRules.Resolve(string.Format(rule, own, own[..^1])));
        var socket = new SocketFacts(isInet6: false, v6Only: false, Protocol.Tcp);
        Assert.Equal(expected, Selection.Decide(Verb.Bind, ref socket, Address.AnyV4, 80).Kind);
    }

    private static SocketCall Call(RandomRules world, Random random)
    {
        var call = world.Call(random.Next(2) == 0 ? Verb.Bind : Verb.Connect, random.Next(2) == 0, isDatagram: false);
        return call with { V6Only = call.IsInet6 && !call.Address.IsMapped && random.Next(3) == 0 };
    }

    private static string CommandNameOfTests() => File.ReadAllText("/proc/self/comm").TrimEnd('\n');

    private static Seen Wanted(ResolvedRule[] rules, in SocketCall call)
    {
        var d = Evaluator.Decide(rules, call);
        return new Seen(d.Kind, d.Rule?.Number ?? 0, (int)d.Errno, Target(d.Kind, d.To, d.ToPort), Source(d.Kind, d.From, d.FromPort));
    }

    private static Seen Actual(ResolvedRule[] rules, in SocketCall call)
    {
        _ = rules;
        var socket = new SocketFacts(call.IsInet6, call.V6Only, call.Protocol);
        var d = Selection.Decide(call.Verb, ref socket, call.Address, call.Port);
        return new Seen(
            d.Kind, d.Rule == null ? 0 : d.Rule->Number, (int)d.Errno, Target(d.Kind, d.To, d.ToPort),
            Source(d.Kind, d.HasFrom ? d.From : null, d.FromPort));
    }

    // Of a call that is not made, no address is of interest.
    private static string? Target(DecisionKind kind, Address to, ushort port) =>
        kind is DecisionKind.Deny or DecisionKind.Refuse ? null : to.WithPort(port);

    private static string? Source(DecisionKind kind, Address? from, ushort port) =>
        kind == DecisionKind.Steer ? from?.WithPort(port) : null;

    private sealed record Seen(DecisionKind Kind, int Rule, int Errno, string? To, string? From);
}
