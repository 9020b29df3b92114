using Fairlead.Engines.Hosting;
using Fairlead.Engines.Launch;
using Fairlead.Engines.Logging;
using Fairlead.Engines.Seccomp;
using Fairlead.Engines.Tests.Seccomp.Fed;
using Fairlead.Rules.Planning;
using Fairlead.Rules.Resolution;

namespace Fairlead.Engines.Tests.Seccomp;

public class SeccompRunTests
{
    private static readonly Engines.Launch.Launch s_launch =
        new("/bin/true", ["true"], ProgramEnvironment.Current(), new CallerState(0, 0, 0));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Rules_that_nobody_serves_do_not_start_a_program(bool isFed)
    {
        var run = Run(isFed);
        Assert.Throws<InvalidOperationException>(() => run.Run(s_launch));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Process_that_serves_the_program_cannot_become_it(bool isFed) =>
        Assert.Equal(ExitStatus.Failed, Run(isFed).RunSamePid(s_launch));

    private static SeccompRun Run(bool isFed)
    {
        var rule = SupervisedProgram.Resolve(isFed ? "bind tcp any:80 to :8080 hide" : "connect tcp any allow")[0];
        ResolvedRule[] rules = [rule with { IsFed = isFed, IsOutgoing = !isFed }];
        var quiet = new Log(-1, json: false, Verbosity.Normal);
        return new SeccompRun(new Plan(EngineKind.Seccomp, rules, TrapSelection.For(rules), []), new NameRecord(null), quiet);
    }
}
