using System.CommandLine;
using System.Text;
using Fairlead.Cli.Mirroring;
using Fairlead.Engines.Hosting;
using Fairlead.Engines.Launch;
using Fairlead.Engines.Logging;
using Fairlead.Linux;

namespace Fairlead.Cli.Commands;

/// <summary><c>fairlead plan</c>: prints what would be done, and changes nothing.</summary>
internal static class PlanCommand
{
    private const int Stdout = 1;

    /// <summary>The command with its options.</summary>
    public static Command Create()
    {
        var command = new Command("plan", "Prints which engine would do what, and why not another.");
        var rules = new RuleOptions(command);
        var details = new Option<bool>("--verbose", "-v") { Description = "also print the filter, or the BPF programs" };
        command.Options.Add(details);
        var program = new ProgramArgument(command, required: false);
        command.SetAction(parsed =>
        {
            if (rules.ResolveSession(parsed, Stderr.Line, new HostNames()) is not { } session)
            {
                return ExitStatus.Failed;
            }
            var resolved = session.LocalRules(MirrorText.Session, _ => 0, dnsPort: 0);
            ProgramFacts? facts = null;
            if (program.IsGiven(parsed))
            {
                if (program.Find(parsed, new Log(2, json: false, Verbosity.Normal), out var status) is not { } launch)
                {
                    return status;
                }
                facts = ProgramFacts.Inspect(launch);
            }
            if (rules.MakePlan(parsed, resolved, facts, Stderr.Line) is not { } plan)
            {
                return ExitStatus.Failed;
            }
            var text = PlanText.Render(plan, session, parsed.GetValue(details)) + PlanText.Describe(facts, plan.Engine);
            _ = Libc.write(Stdout, Encoding.UTF8.GetBytes(text));
            return 0;
        });
        return command;
    }
}
