using Fairlead.Engines.Hosting;
using Fairlead.Engines.Launch;
using Fairlead.Engines.Logging;
using Fairlead.Engines.Seccomp;
using Fairlead.Linux;
using Fairlead.Mirror.Feed;
using Fairlead.Mirror.Targets;
using Fairlead.Rules.Mirroring;
using Fairlead.Rules.Planning;
using Fairlead.Rules.Resolution;

namespace Fairlead.Cli.Mirroring;

/// <summary>A session of <c>fairlead mirror</c>, from the agent's start to the program's end.</summary>
/// <remarks>
/// <para>Order of events. The local rules are planned - the agent is started and greeted - the target's context is fetched -
/// the agent is asked for traffic: what it refuses ends the session before anything runs here - the program is started, on one
/// of the engines - its end ends the session.</para>
/// <para>The agent's end is a failure: the program is told to end (SIGTERM), as without its target it is not what the user
/// asked for.</para>
/// </remarks>
internal sealed class MirrorRun(Func<AgentProcess> start, MirrorPlan plan, NameRecord names, Log log)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);
    private readonly SessionAddress _address = new();

    /// <summary>Makes the plan of the local rules.</summary>
    public required Func<ResolvedRule[], ProgramFacts?, Plan?> MakePlan { get; init; }

    /// <summary>The log's file; null: stderr.</summary>
    public string? LogFile { get; init; }

    /// <summary>Runs the session; gives the exit status.</summary>
    public int Run(Launch launch)
    {
        var rules = plan.LocalRules(_address.Address, _address.PortOf, dnsPort: 0);
        if (MakePlan(rules, ProgramFacts.Inspect(launch)) is not { } local)
        {
            return ExitStatus.Failed;
        }
        try
        {
            return Run(launch, local, start());
        }
        catch (Exception e) when (e is SessionException or TargetException)
        {
            log.Error(e.Message);
            return ExitStatus.Failed;
        }
    }

    private int Run(Launch launch, Plan local, AgentProcess agent)
    {
        var report = new MirrorReport(log);
        using var session = new FeedSession(agent.Output, agent.Input, _address, report);
        var welcome = session.Greet(Who(), s_patience);
        log.Detail($"{agent.Description}: the agent is there: version {welcome.Build}, kernel {welcome.Kernel}");
        foreach (var feed in plan.Feeds)
        {
            foreach (var ports in feed.Ports.Items)
            {
                Array.ForEach(session.Subscribe(new OpenedFeed(feed, _address), ports, s_patience), log.Warning);
            }
        }
        return new SeccompRun(local, names, log).Run(launch);
    }

    private static string Who() =>
        $"fairlead mirror of {Environment.UserName}@{Environment.MachineName}, process {Libc.getpid()}";
}
