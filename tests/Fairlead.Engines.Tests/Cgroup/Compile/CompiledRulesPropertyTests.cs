using System.Buffers.Binary;
using Fairlead.Engines.Cgroup;
using Fairlead.Engines.Cgroup.Compile;
using Fairlead.Linux;
using Fairlead.Rules;
using Fairlead.Rules.Evaluation;
using Fairlead.Rules.Resolution;

namespace Fairlead.Engines.Tests.Cgroup.Compile;

/// <summary>The compiled rules say what the evaluator says, of any rules and any call; in code, and through the index.</summary>
public sealed class CompiledRulesPropertyTests
{
    private const int CallsPerSet = 60;

    [Theory]
    [InlineData(1, 60)]
    [InlineData(4, 60)]
    [InlineData(12, 40)]
    [InlineData(80, 20)]
    [InlineData(400, 4)]
    public void Programs_decide_as_the_evaluator_does(int rules, int sets)
    {
        for (var seed = 0; seed < sets; seed++)
        {
            var world = new RandomRules(new Random((rules * 1000) + seed));
            var set = world.Rules(rules);
            var run = new HookRun(set, logs: seed % 2 == 0);
            for (var i = 0; i < CallsPerSet; i++)
            {
                CheckEachHook(world, set, run);
            }
        }
    }

    private static void CheckEachHook(RandomRules world, ResolvedRule[] set, HookRun run)
    {
        Check(world, set, run, Hook.Bind4, Verb.Bind);
        Check(world, set, run, Hook.Bind6, Verb.Bind);
        Check(world, set, run, Hook.Connect4, Verb.Connect);
        Check(world, set, run, Hook.Connect6, Verb.Connect);
        Check(world, set, run, Hook.SendMsg4, Verb.Connect);
        Check(world, set, run, Hook.SendMsg6, Verb.Connect);
    }

    private static void Check(RandomRules world, ResolvedRule[] set, HookRun run, Hook hook, Verb verb)
    {
        var isDatagram = hook == Hook.SendMsg4 || hook == Hook.SendMsg6;
        var call = world.Call(verb, hook.IsInet6, isDatagram);
        var expected = Expected(Evaluator.Decide(set, call), call, isDatagram);
        if (!run.Has(hook))
        {
            Assert.True(expected.Kind is DecisionKind.Untouched or DecisionKind.Allow, $"no program for {hook.Name}");
            return;
        }
        var hits = expected.Rule is { } rule ? run.Hits(rule.Number - 1) : 0;
        var result = run.Run(hook, call, isDatagram ? expected.FromPort : (ushort)0);
        var actual = Actual(run, call, result, isDatagram);
        Assert.True(Wanted(expected, call, isDatagram) == actual, $"""
            {hook.Name} {call}
            rules:
            {string.Join('\n', set.Select(r => $"{r.Number}. {r}"))}
            expected by rule {expected.Rule?.Number}: {Wanted(expected, call, isDatagram)}
            actual: {actual}
            """);
        Assert.Equal(expected.Rule is null ? 0 : hits + 1, expected.Rule is { } hit ? run.Hits(hit.Number - 1) : 0);
    }

    // The kernel cannot send a datagram of an IPv6 socket to a v4-mapped address in the place of an IPv6 one.
    private static Decision Expected(Decision decision, SocketCall call, bool isDatagram) =>
        isDatagram && call.IsInet6 && decision is { Kind: DecisionKind.Steer or DecisionKind.Refuse, Rule.To: { V6: null } }
            ? new Decision(DecisionKind.Refuse, decision.Rule, Errno.EADDRNOTAVAIL)
            : decision;

    /// <summary>What is seen of a call from outside: the program's result, the errno, addresses, and what is set on the socket.</summary>
    private sealed record Seen(long Result, int Errno, string Used, string From, int Options, uint Flags);

    private static Seen Wanted(Decision decision, SocketCall call, bool isDatagram)
    {
        var used = decision.To.WithPort(decision.ToPort);
        switch (decision.Kind)
        {
            case DecisionKind.Deny or DecisionKind.Refuse:
                return new Seen(0, -(int)decision.Errno, "", "", 0, 0);
            case DecisionKind.Fake:
                var fake = (call.IsInet6 ? Address.AnyV6 : Address.AnyV4).WithPort(0);
                return new Seen(1, 0, fake, "", 1, decision.Rule!.Hides ? SocketState.HidesLocal : 0u);
            case DecisionKind.Steer:
                var lends = call.Verb == Verb.Bind && decision.ToPort != call.Port && decision.ToPort != 0;
                var flag = !decision.Rule!.Hides || isDatagram ? 0
                    : call.Verb == Verb.Bind ? SocketState.HidesLocal : SocketState.HidesPeer;
                var from = decision.From is { } source ? source.Map().WithPort(isDatagram ? 0 : decision.FromPort) : "";
                return new Seen(lends ? 3 : 1, 0, used, from, OptionCount(decision.Rule, call, isDatagram), (uint)flag);
            default:
                return new Seen(1, 0, used, "", 0, 0);
        }
    }

    // An IPv6 socket that may speak IPv4 takes IP_TOS and IPV6_TCLASS.
    private static int OptionCount(ResolvedRule rule, SocketCall call, bool isDatagram) =>
        rule.Options.Count(o => o.Kind != OptionKind.Hide && (o.Kind != OptionKind.NoDelay || call.Protocol == Protocol.Tcp))
        + (call.IsInet6 && !isDatagram ? rule.Options.Count(o => o.Kind == OptionKind.Tos) : 0);

    private static Seen Actual(HookRun run, SocketCall call, long result, bool isDatagram)
    {
        if (result == 0)
        {
            return new Seen(0, run.Kernel.Retval ?? 0, "", "", 0, 0);
        }
        var (address, port) = run.Used(call.IsInet6);
        var source = run.MessageSource(call.IsInet6);
        var from = isDatagram ? source.IsWildcard ? "" : source.Map().WithPort(0) : Bound(run);
        return new Seen(
            result, run.Kernel.Retval ?? 0, address.WithPort(port), from, run.Kernel.SetSockOptCalls.Count, run.SocketFlags());
    }

    private static string Bound(HookRun run)
    {
        if (run.Kernel.BindCalls.Count == 0)
        {
            return "";
        }
        var sockaddr = Assert.Single(run.Kernel.BindCalls);
        var port = BinaryPrimitives.ReadUInt16BigEndian(sockaddr.AsSpan(2));
        return sockaddr.Length == 16
            ? Address.V4(BinaryPrimitives.ReadUInt32BigEndian(sockaddr.AsSpan(4))).Map().WithPort(port)
            : Address.V6(
                BinaryPrimitives.ReadUInt64BigEndian(sockaddr.AsSpan(8)),
                BinaryPrimitives.ReadUInt64BigEndian(sockaddr.AsSpan(16))).WithPort(port);
    }
}
