using System.Runtime;
using Fairlead.Engines.Cgroup;
using Fairlead.Engines.Hosting;
using Fairlead.Engines.Launch;
using Fairlead.Engines.Logging;
using Fairlead.Engines.Preload;
using Fairlead.Engines.Seccomp;
using Fairlead.Linux;
using Fairlead.Mirror.Feed;
using Fairlead.Mirror.Feed.Files;
using Fairlead.Mirror.Frames;
using Fairlead.Mirror.Targets;
using Fairlead.Rules.Mirroring;
using Fairlead.Rules.Planning;
using Fairlead.Rules.Resolution;

namespace Fairlead.Cli.Mirroring;

/// <summary>A session of <c>fairlead mirror</c>, from the agent's start to the program's end.</summary>
/// <remarks>
/// <para>Order of events. The local rules are planned - the agent is started and greeted - the target's context is fetched -
/// the agent is asked for traffic: what it refuses ends the session before anything runs here - the program is started, on one
/// of the engines - its end ends the session, and the summary is said.</para>
/// <para>The agent's end is a failure: the program is told to end (SIGTERM), as without its target it is not what the user
/// asked for; the exit status is 125 then.</para>
/// </remarks>
internal sealed class MirrorRun(Func<AgentProcess> start, MirrorPlan plan, NameRecord names, Log log) : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan s_farewell = TimeSpan.FromSeconds(3);
    private readonly SessionAddress _address = new();
    private readonly ClientNames _clients = new();
    private readonly Lock _ending = new();
    private int _program;
    private bool _hasRun;
    private string? _lost;
    private MirrorContext? _context;
    private AgentProcess? _agent;
    private FeedSession? _session;
    private MirroredFiles? _files;
    private MirrorReport? _report;

    /// <summary>Makes the plan of the local rules.</summary>
    public required Func<ResolvedRule[], ProgramFacts?, Plan?> MakePlan { get; init; }

    /// <summary>How long in all a client may be held back so that its copy stays whole, in milliseconds.</summary>
    public required int Patience { get; init; }

    /// <summary>The log's file; null: stderr.</summary>
    public string? LogFile { get; init; }

    /// <summary>Runs the session; gives the exit status.</summary>
    public int Run(Launch launch)
    {
        _context = new MirrorContext(plan, _address, log);
        var rules = plan.LocalRules(_address.Address, _address.PortOf, _context.DnsPort);
        if (MakePlan(rules, ProgramFacts.Inspect(launch)) is not { } local)
        {
            return ExitStatus.Failed;
        }
        try
        {
            Connect(launch);
            KeepCollectorOut();
            return RunProgram(launch with { Spaces = _files?.Spaces ?? [] }, local);
        }
        catch (Exception e) when (e is SessionException or TargetException)
        {
            log.Error(e.Message);
            return ExitStatus.Failed;
        }
    }

    /// <summary>Ends the session and the agent, and says the summary.</summary>
    public void Dispose()
    {
        _files?.Dispose();
        _files = null;
        if (_session is not null)
        {
            LastCounts(_session);
            _session.Dispose();
            if (_hasRun)
            {
                _report!.Summary(_session.Traffic);
            }
            _session = null;
        }
        _context?.Dispose();
        _context = null;
        if (_agent is not null)
        {
            _ = Libc.close(_agent.Input);
            _ = Libc.close(_agent.Output);
            _ = _agent.End(s_farewell);
            _agent = null;
        }
    }

    private void LastCounts(FeedSession session)
    {
        try
        {
            if (_hasRun && plan.Feeds.Length > 0)
            {
                session.Count(s_farewell);
            }
        }
        catch (SessionException)
        {
            // It is gone, which has been said.
        }
    }

    private void Connect(Launch launch)
    {
        _agent = start();
        _report = new MirrorReport(log, plan, AgentIsGone);
        _session = new FeedSession(_agent.Output, _agent.Input, _address, _report) { Clients = _clients };
        var welcome = Greet(_session, _agent);
        log.Detail($"{_agent.Description}: the agent is there: version {welcome.Build}, kernel {welcome.Kernel}");
        _context!.Begin(_session, launch.Environment, s_patience);
        _files = plan.Files.Length > 0 ? MirroredFiles.Open(_session, plan.Files, s_patience) : null;
        foreach (var feed in plan.Feeds)
        {
            foreach (var ports in feed.Ports.Items)
            {
                Array.ForEach(_session.Subscribe(new OpenedFeed(feed, _address, Patience), ports, s_patience), log.Warning);
            }
        }
    }

    private static WelcomeMessage Greet(FeedSession session, AgentProcess agent)
    {
        try
        {
            return session.Greet(Who(), s_patience);
        }
        catch (SessionException e)
        {
            throw new SessionException($"{agent.Description} does not answer as an agent does: {e.Message}");
        }
    }

    private int RunProgram(Launch launch, Plan local) => local.Engine switch
    {
        EngineKind.Cgroup => new SupervisedRun(local, log)
        {
            Loaded = clients => _session!.Clients = clients,
            Started = ProgramStarted,
            Ended = ProgramEnded,
        }.Run(launch),
        EngineKind.Seccomp or EngineKind.Cgroup => new SeccompRun(local, names, log)
        {
            Clients = _clients,
            Outgoing = _context!.Outgoing,
            Started = ProgramStarted,
            Ended = ProgramEnded,
        }.Run(launch),
        _ => new PreloadRun(local, new PreloadLog(log.IsVerbose, log.IsQuiet, log.IsJson, LogFile), log)
        {
            Loaded = clients => _session!.Clients = clients,
            Started = ProgramStarted,
            Ended = ProgramEnded,
        }.RunAsChild(launch),
    };

    // A process that is forked while another thread collects garbage would wait for the end of that for ever (ForkExec.cs).
    private static void KeepCollectorOut()
    {
        const long enough = 4 << 20;
        GC.TryStartNoGCRegion(enough);
    }

    private void ProgramStarted(int pid)
    {
        if (GCSettings.LatencyMode == GCLatencyMode.NoGCRegion)
        {
            GC.EndNoGCRegion();
        }
        lock (_ending)
        {
            (_program, _hasRun) = (pid, true);
            EndProgramIfLost();
        }
    }

    // On the loop's thread. Before the program has started, who waits for an answer is told.
    private void AgentIsGone(string why)
    {
        lock (_ending)
        {
            _lost = why;
            EndProgramIfLost();
        }
    }

    private void EndProgramIfLost()
    {
        if (_lost is not null && _program != 0)
        {
            log.Error($"{_lost}; the program is told to end");
            _ = Libc.kill(_program, SignalConstants.SIGTERM);
        }
    }

    // What follows may end this process by the program's signal.
    private void ProgramEnded(int status)
    {
        bool isLost;
        lock (_ending)
        {
            (_program, isLost) = (0, _lost is not null);
        }
        Dispose();
        if (isLost)
        {
            Environment.Exit(ExitStatus.Failed);
        }
    }

    private static string Who() =>
        $"fairlead mirror of {Environment.UserName}@{Environment.MachineName}, process {Libc.getpid()}";
}
