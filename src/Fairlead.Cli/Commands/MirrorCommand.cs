using System.CommandLine;
using Fairlead.Cli.Mirroring;
using Fairlead.Engines.Hosting;
using Fairlead.Engines.Launch;

namespace Fairlead.Cli.Commands;

/// <summary><c>fairlead mirror</c>: a local program lives in the context of a remote one.</summary>
internal static class MirrorCommand
{
    private const string Nothing =
        "nothing to do: give a statement, as in --mirror 'tcp any:80', or -r, --rules or --profile";

    /// <summary>The command with its options.</summary>
    public static Command Create()
    {
        var command = new Command("mirror", "Feeds a local program the traffic of a remote one, and gives it its context.");
        var target = new TargetOptions(command, required: true);
        var session = new SessionOptions(command);
        var rules = new RuleOptions(command);
        var logging = new LogOptions(command);
        var program = new ProgramArgument(command, required: true);
        command.SetAction(parsed =>
        {
            var log = logging.Open(parsed);
            var names = new NameRecord(new HostNames());
            if (rules.ResolveSession(parsed, log.Error, names, Nothing, session.Statements(parsed)) is not { } plan)
            {
                return ExitStatus.Failed;
            }
            if (program.Find(parsed, log, out var status) is not { } launch)
            {
                return status;
            }
            using var run = new MirrorRun(target.Open(parsed, plan, log), plan, names, log)
            {
                MakePlan = (local, facts) => rules.MakePlan(parsed, local, facts, log.Error),
                Patience = session.Patience(parsed),
                LogFile = logging.FileOf(parsed),
            };
            return run.Run(launch);
        });
        return command;
    }
}
