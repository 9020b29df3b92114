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
    [InlineData("bind udp any to activated:unix", "Cgroup Seccomp")]
    [InlineData("reply udp any", "Seccomp")]
    public void Engine_says_no_where_it_can_never_carry_the_rule(string rule, string engines)
    {
        var names = new KnownNames().WithSocket("unix", 3, isUnix: true).WithSocket("inet", 4, isUnix: false);
        var resolved = Resolved.Rules(names, rule)[0];
        Assert.Equal(engines, string.Join(' ', Enum.GetValues<EngineKind>().Where(engine => EngineLimits.WhyNot(engine, resolved) is not null)));
    }
}
