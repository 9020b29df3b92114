using Fairlead.Rules.Planning;
using Fairlead.Rules.Tests.Resolution;

namespace Fairlead.Rules.Tests.Planning;

public class EngineLimitsTests
{
    [Theory]
    [InlineData("bind any any to 10.0.0.1", "")]
    [InlineData("bind any any fake", "")]
    [InlineData("connect any any to 10.0.0.1 from 10.0.0.2 hide", "")]
    [InlineData("bind tcp any to unix:/x", "Cgroup")]
    [InlineData("bind any any to unix:/x", "Cgroup")]
    [InlineData("bind tcp any to activated:inet", "Cgroup")]
    [InlineData("bind udp any to activated:inet", "Cgroup")]
    [InlineData("bind udp any to unix:/x", "Cgroup Seccomp Preload")]
    [InlineData("bind udp any to activated:unix", "Cgroup Seccomp Preload")]
    [InlineData("bind tcp any to 10.0.0.1 freebind", "Cgroup")]
    [InlineData("connect tcp any from 10.0.0.1 transparent", "Cgroup")]
    [InlineData("reply udp any", "Seccomp")]
    public void Engine_says_no_where_it_can_never_carry_the_rule(string rule, string engines)
    {
        var names = new KnownNames().WithSocket("unix", 3, isUnix: true).WithSocket("inet", 4, isUnix: false);
        var resolved = Resolved.Rules(names, rule)[0];
        Assert.Equal(engines, string.Join(' ', Enum.GetValues<EngineKind>().Where(engine => EngineLimits.WhyNot(engine, resolved) is not null)));
    }

    [Fact]
    public void Only_seccomp_carries_what_leaves_from_a_target()
    {
        var outgoing = Resolved.One("connect any any allow") with { IsOutgoing = true };
        Assert.Null(EngineLimits.WhyNot(EngineKind.Seccomp, outgoing));
        Assert.Contains("supervisor", EngineLimits.WhyNot(EngineKind.Cgroup, outgoing));
        Assert.Contains("supervisor", EngineLimits.WhyNot(EngineKind.Preload, outgoing));
    }

    [Fact]
    public void Preload_leads_no_questions_for_names()
    {
        var resolver = Resolved.One("connect any any:53 to 127.0.0.1") with { IsResolver = true };
        Assert.Contains("resolver", EngineLimits.WhyNot(EngineKind.Preload, resolver));
        Assert.Null(EngineLimits.WhyNot(EngineKind.Seccomp, resolver));
        Assert.Null(EngineLimits.WhyNot(EngineKind.Cgroup, resolver));
    }

    [Fact]
    public void As_many_rules_as_one_environment_variable_holds_are_carried_by_preload_and_the_next_one_is_told()
    {
        string[] lines = [.. Enumerable.Range(1, 700).Select(i => $"bind tcp any:{i} to :8080")];
        var rules = Resolved.Rules(lines);
        var tooMany = EngineLimits.WhyNotSoMany(EngineKind.Preload, rules)!.Value;
        Assert.Contains("128 KiB", tooMany.Reason);
        Assert.Null(EngineLimits.WhyNotSoMany(EngineKind.Preload, rules[..(tooMany.Rule.Number - 1)]));
        Assert.Null(EngineLimits.WhyNotSoMany(EngineKind.Seccomp, rules));
    }

    [Fact]
    public void Long_lists_and_names_count()
    {
        var names = new KnownNames().WithHost("many", [.. Enumerable.Range(1, 4500).Select(i => $"10.0.{i / 250}.{i % 250}")]);
        var reason = EngineLimits.WhyNotSoMany(EngineKind.Preload, Resolved.Rules(names, "bind any any deny", "connect any many deny"));
        Assert.Equal(2, reason!.Value.Rule.Number);
    }
}
