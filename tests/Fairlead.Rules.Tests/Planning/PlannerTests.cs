using Fairlead.Rules.Planning;
using Fairlead.Rules.Tests.Resolution;

namespace Fairlead.Rules.Tests.Planning;

public class PlannerTests
{
    private static readonly KnownNames Names = new KnownNames().WithSocket("web", 3, isUnix: false);

    [Theory]
    [InlineData("bind any any to :1", "cgroup seccomp preload", EngineKind.Cgroup)]
    [InlineData("bind any any to :1", "seccomp preload", EngineKind.Seccomp)]
    [InlineData("bind any any to :1", "preload", EngineKind.Preload)]
    [InlineData("bind tcp any to unix:/x", "cgroup seccomp preload", EngineKind.Seccomp)]
    [InlineData("bind tcp any to activated:web", "cgroup seccomp preload", EngineKind.Seccomp)]
    [InlineData("bind tcp any to 10.0.0.1 freebind", "cgroup seccomp preload", EngineKind.Seccomp)]
    [InlineData("connect tcp any from 10.0.0.1 transparent", "cgroup seccomp preload", EngineKind.Seccomp)]
    [InlineData("reply udp any", "cgroup seccomp preload", EngineKind.Cgroup)]
    [InlineData("reply udp any", "seccomp preload", EngineKind.Preload)]
    [InlineData("reply udp any", "seccomp", null)]
    [InlineData("bind tcp any to unix:/x", "cgroup", null)]
    [InlineData("bind any any to :1", "", null)]
    public void First_engine_that_can_carry_every_rule_and_is_usable_is_chosen(string rule, string usable, EngineKind? chosen) =>
        Assert.Equal(chosen, Planner.Plan(Resolved.Rules(Names, "bind any loopback allow", rule), Host(usable)).Engine);

    [Theory]
    [InlineData(EngineKind.Cgroup)]
    [InlineData(EngineKind.Seccomp)]
    [InlineData(EngineKind.Preload)]
    public void Forced_engine_is_chosen_and_no_other_is_looked_at(EngineKind forced)
    {
        var plan = Planner.Plan(Resolved.Rules("bind any any to :1"), Host("cgroup seccomp preload"), forced);
        Assert.Equal(forced, plan.Engine);
        Assert.Empty(plan.Refusals);
    }

    [Fact]
    public void Forced_engine_that_cannot_is_refused_though_another_could()
    {
        var plan = Planner.Plan(Resolved.Rules("reply udp any"), Host("cgroup seccomp preload"), EngineKind.Seccomp);
        Assert.Null(plan.Engine);
        Assert.Equal(EngineKind.Seccomp, Assert.Single(plan.Refusals).Engine);
    }

    [Theory]
    [InlineData("bind program web* any any deny", EngineKind.Seccomp)]
    [InlineData("bind any any deny", EngineKind.Cgroup)]
    public void Engine_that_may_not_ask_for_command_names_carries_no_rule_that_is_limited_to_programs(string rule, EngineKind chosen)
    {
        var host = new Features(
        [
            new EngineSupport(EngineKind.Cgroup, true, "yes", WhyNoPrograms: "CAP_PERFMON"),
            new EngineSupport(EngineKind.Seccomp, true, "yes"),
            new EngineSupport(EngineKind.Preload, false, "no"),
        ]);
        Assert.Equal(chosen, Planner.Plan(Resolved.Rules(rule), host).Engine);
    }

    [Fact]
    public void Rules_of_more_shapes_than_the_cgroup_engine_takes_are_carried_by_another()
    {
        string[] lines = [.. Enumerable.Range(1, 201).Select(i => $"bind program p{i} any any deny")];
        var plan = Planner.Plan(Resolved.Rules(lines), Host("cgroup seccomp"));
        Assert.Equal(EngineKind.Seccomp, plan.Engine);
        Assert.Equal(201, plan.Refusals[0].Rule!.Number);
        Assert.Equal(EngineKind.Cgroup, Planner.Plan(Resolved.Rules(lines[..200]), Host("cgroup seccomp")).Engine);
    }

    [Fact]
    public void Rules_that_are_too_long_for_preload_are_carried_by_no_other_engine_there()
    {
        var plan = Planner.Plan(Resolved.Rules([.. Enumerable.Range(1, 700).Select(i => $"bind tcp any:{i} deny")]), Host("preload"));
        Assert.Null(plan.Engine);
        Assert.Contains(plan.Refusals, refusal => refusal is { Engine: EngineKind.Preload, Rule: not null });
    }

    [Theory]
    [InlineData("bind any any to :1", "cgroup seccomp preload", "Cgroup Seccomp Preload")]
    [InlineData("reply udp any", "cgroup seccomp preload", "Cgroup Preload")]
    [InlineData("bind tcp any to unix:/x", "cgroup seccomp", "Seccomp")]
    [InlineData("reply udp any", "seccomp", "")]
    public void Engines_that_could_carry_the_rules_are_told(string rule, string usable, string engines) =>
        Assert.Equal(engines, string.Join(' ', Planner.WhoCan(Resolved.Rules(rule), Host(usable))));

    [Fact]
    public void Refusal_names_the_engine_the_rule_and_the_reason()
    {
        var plan = Planner.Plan(Resolved.Rules("bind any any allow", "bind tcp any to unix:/x"), Host("seccomp"));
        Assert.Equal(
            ["cgroup: cannot carry rule 2 (bind tcp any to unix:/x): BPF cannot change a socket's family", "preload: the host says no"],
            plan.Refusals.Select(r => r.ToString()));
    }

    [Fact]
    public void Rule_is_given_as_the_reason_when_the_host_does_not_allow_the_engine_either() =>
        Assert.NotNull(Planner.Plan(Resolved.Rules("bind tcp any to unix:/x"), Host("")).Refusals[0].Rule);

    [Fact]
    public void Plan_carries_the_rules_and_their_traps()
    {
        var rules = Resolved.Rules("bind udp any to :1", "connect udp any deny");
        var plan = Planner.Plan(rules, Host("seccomp"));
        Assert.Same(rules, plan.Rules);
        Assert.Equal(Traps.Bind | Traps.Connect | Traps.Send, plan.Traps);
    }

    [Fact]
    public void Plan_is_the_same_when_made_again()
    {
        string[] rules = ["bind any loopback allow", "bind tcp any:80 to unix:/x", "connect any any from 10.0.0.1"];
        Assert.Equal(Text(), Text());

        string Text()
        {
            var plan = Planner.Plan(Resolved.Rules(rules), Host("seccomp"));
            return string.Join('\n', [plan.Engine, plan.Traps, .. plan.Rules.Select(r => $"{r.Number} {r}"), .. plan.Refusals]);
        }
    }

    private static Features Host(string usable) => new(
        [.. Enum.GetValues<EngineKind>().Select(engine =>
            new EngineSupport(engine, usable.Split(' ').Contains(engine.ToString().ToLowerInvariant()), "the host says no"))]);
}
