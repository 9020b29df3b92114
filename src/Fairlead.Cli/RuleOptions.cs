using System.CommandLine;
using Fairlead.Cli.Mirroring;
using Fairlead.Engines.Hosting;
using Fairlead.Rules.Mirroring;
using Fairlead.Rules.Planning;
using Fairlead.Rules.Resolution;
using Fairlead.Rules.Text;
using ParseResult = System.CommandLine.ParseResult;

namespace Fairlead.Cli;

/// <summary>The options that say which rules are in force, and on which engine: the same for every command.</summary>
internal sealed class RuleOptions
{
    /// <summary>What is said where nothing was given.</summary>
    public const string NoRules = "no rules: give some by -r, --rules, --profile, --bind or --from";

    private readonly Option<string[]> _rule = new("--rule", "-r")
    {
        Description = "a rule, as in docs/rules.md; may be repeated, the first that matches decides",
        HelpName = "'RULE'",
    };

    private readonly Option<string[]> _rules = new("--rules") { Description = "a file of rules", HelpName = "FILE" };

    private readonly Option<string[]> _profile = new("--profile")
    {
        Description = "NAME.rules and NAME.rules.d/ of /etc/fairlead or the user's configuration",
        HelpName = "NAME",
    };

    private readonly Option<string[]> _bind = new("--bind")
    {
        Description = "bind everything but loopback to ADDR (also ADDR4,ADDR6 or a host name)",
        HelpName = "ADDR",
    };

    private readonly Option<string[]> _from = new("--from")
    {
        Description = "let every connection but those to loopback leave from ADDR",
        HelpName = "ADDR",
    };

    private readonly Option<string> _engine = new("--engine")
    {
        Description = "use this engine and no other: cgroup, seccomp or preload",
        HelpName = "ENGINE",
    };

    /// <summary>Adds the options to a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="choosesEngine">Whether there is more than one engine to choose from.</param>
    public RuleOptions(Command command, bool choosesEngine = true)
    {
        _engine.AcceptOnlyFromAmong("cgroup", "seccomp", "preload");
        foreach (var option in (Option[])[_rule, _rules, _profile, _bind, _from])
        {
            command.Options.Add(option);
        }
        if (choosesEngine)
        {
            command.Options.Add(_engine);
        }
    }

    /// <summary>Makes a plan of resolved rules. Null: no engine can carry them, and why has been said.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="rules">The rules.</param>
    /// <param name="program">The program that they are for; null: none is known.</param>
    /// <param name="tell">Where a failure is said.</param>
    public Plan? MakePlan(ParseResult parsed, ResolvedRule[] rules, ProgramFacts? program, Action<string> tell)
    {
        var host = HostProbe.Probe(program);
        var plan = Planner.Plan(rules, host, Forced(parsed));
        if (plan.Engine is null)
        {
            PlanText.WriteRefusals(plan, Planner.WhoCan(rules, host), tell);
            return null;
        }
        return plan;
    }

    /// <summary>Parses and resolves. Null: it failed, and why has been said.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="tell">Where a failure is said.</param>
    /// <param name="names">Who is asked what names stand for.</param>
    public ResolvedRule[]? Resolve(ParseResult parsed, Action<string> tell, INames names)
    {
        var sources = Read(parsed, new RuleSources());
        if (sources.Errors.Count > 0)
        {
            return Fail(tell, sources.Errors);
        }
        if (sources.Rules.Count == 0)
        {
            return Fail(tell, [NoRules]);
        }
        var (rules, errors) = new Resolver(names).Resolve(sources.Rules);
        return errors.Length > 0 ? Fail(tell, Array.ConvertAll(errors, RuleErrorText.Render)) : rules;
    }

    /// <summary>Parses and resolves what <c>fairlead mirror</c> takes, rules included. Null: it failed, and why has been said.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="tell">Where a failure is said.</param>
    /// <param name="names">Who is asked what names of rules stand for.</param>
    /// <param name="nothing">What is said where nothing was given.</param>
    /// <param name="more">Statements that other options stand for, with their names: they come last.</param>
    public MirrorPlan? ResolveSession(
        ParseResult parsed, Action<string> tell, INames names, string nothing = NoRules, params (string Option, string Text)[] more)
    {
        var sources = Read(parsed, new MirrorSources());
        Array.ForEach(more, option => sources.AddText(option.Option, option.Text));
        return MirrorStatements.Resolve(sources, names, tell, nothing);
    }

    private TSources Read<TSources>(ParseResult parsed, TSources sources)
        where TSources : RuleSources
    {
        Array.ForEach(parsed.GetValue(_rule) ?? [], text => sources.AddText("-r", text));
        Array.ForEach(parsed.GetValue(_rules) ?? [], sources.AddFile);
        Array.ForEach(parsed.GetValue(_profile) ?? [], sources.AddProfile);
        Array.ForEach(parsed.GetValue(_bind) ?? [], sources.AddBind);
        Array.ForEach(parsed.GetValue(_from) ?? [], sources.AddFrom);
        return sources;
    }

    /// <summary>Whether the cgroup engine may be taken.</summary>
    public bool AllowsCgroup(ParseResult parsed) => Forced(parsed) is null or EngineKind.Cgroup;

    private EngineKind? Forced(ParseResult parsed) => parsed.GetValue(_engine) switch
    {
        "cgroup" => EngineKind.Cgroup,
        "seccomp" => EngineKind.Seccomp,
        "preload" => EngineKind.Preload,
        _ => null,
    };

    private static ResolvedRule[]? Fail(Action<string> tell, IReadOnlyList<string> errors)
    {
        foreach (var error in errors)
        {
            tell(error);
        }
        return null;
    }
}
