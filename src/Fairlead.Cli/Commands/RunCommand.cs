using System.CommandLine;
using Fairlead.Engines.Cgroup;
using Fairlead.Engines.Cgroup.Tree;
using Fairlead.Engines.Hosting;
using Fairlead.Engines.Launch;
using Fairlead.Engines.Logging;
using Fairlead.Engines.Preload;
using Fairlead.Engines.Seccomp;
using Fairlead.Linux;
using Fairlead.Rules.Planning;

namespace Fairlead.Cli.Commands;

/// <summary><c>fairlead run</c>: starts a program with its sockets under rules.</summary>
internal static class RunCommand
{
    /// <summary>The command with its options.</summary>
    public static Command Create()
    {
        var command = new Command("run", "Starts a program with its sockets under rules.");
        var rules = new RuleOptions(command);
        var logging = new LogOptions(command);
        var samePid = new Option<bool>("--same-pid")
        {
            Description = "let the process that you start become the program, on the seccomp engine too",
        };
        var supervise = new Option<bool>("--supervise")
        {
            Description = "on the cgroup engine: stay, and remove the cgroup when the program ends; as -v and --log do",
        };
        command.Options.Add(samePid);
        command.Options.Add(supervise);
        var program = new ProgramArgument(command, required: true);
        command.SetAction(parsed =>
        {
            if (rules.AllowsCgroup(parsed))
            {
                GracePeriod.Begin();
            }
            var log = logging.Open(parsed);
            var names = new NameRecord(new HostNames());
            if (rules.Resolve(parsed, log.Error, names) is not { } resolved)
            {
                return ExitStatus.Failed;
            }
            if (program.Find(parsed, log, out var status) is not { } launch)
            {
                return status;
            }
            var facts = ProgramFacts.Inspect(launch);
            if (rules.MakePlan(parsed, resolved, facts, log.Error) is not { } plan)
            {
                return ExitStatus.Failed;
            }
            return plan.Engine switch
            {
                EngineKind.Cgroup => InCgroup(launch, plan, log, parsed.GetValue(supervise), parsed.GetValue(samePid)),
                EngineKind.Seccomp => UnderSeccomp(new SeccompRun(plan, names, log), launch, plan, log, facts, parsed.GetValue(samePid)),
                _ => Preloaded(launch, plan, log, logging.FileOf(parsed)),
            };
        });
        return command;
    }

    private static int InCgroup(Launch launch, Plan plan, Log log, bool supervise, bool samePid)
    {
        if (!supervise && !log.IsVerbose && log.IsStderr)
        {
            return new CgroupRun(plan, log).Become(launch);
        }
        if (samePid)
        {
            log.Error("--same-pid: with -v, --log or --supervise a process stays on the cgroup engine, and the program is its "
                + "child: leave them out, or use --engine seccomp");
            return ExitStatus.Failed;
        }
        return new SupervisedRun(plan, log).Run(launch);
    }

    private static int Preloaded(Launch launch, Plan plan, Log log, string? logFile)
    {
        ClaimActivated(launch, plan);
        return new PreloadRun(plan, new PreloadLog(log.IsVerbose, log.IsQuiet, log.IsJson, logFile), log).Become(launch);
    }

    private static void ClaimActivated(Launch launch, Plan plan)
    {
        if (Array.Exists(plan.Rules, r => r.Activated is not null))
        {
            Activation.Claim();
            launch.Environment.RemoveActivation();
        }
    }

    private static int UnderSeccomp(SeccompRun run, Launch launch, Plan plan, Log log, ProgramFacts program, bool samePid)
    {
        ClaimActivated(launch, plan);
        if (SeccompHost.NeedsNoNewPrivs && program.IsSetuid)
        {
            log.Warning($"{ByteText.ForPeople(launch.File)}: {PlanText.SetuidWarning}");
        }
        try
        {
            return samePid ? run.RunSamePid(launch) : run.Run(launch);
        }
        catch (LinuxException e) when (e.Errno == Errno.EBUSY)
        {
            log.Error("this process is under a seccomp listener already: it runs inside another `fairlead run`, or a "
                + "container manager has one, and the kernel allows one for a process. Give all rules to the outer one.");
            return ExitStatus.Failed;
        }
    }
}
