using System.CommandLine;
using Fairlead.Engines.Cgroup;
using Fairlead.Engines.Cgroup.Kernel;
using Fairlead.Engines.Cgroup.Tree;
using Fairlead.Engines.Launch;
using Fairlead.Rules.Planning;
using ParseResult = System.CommandLine.ParseResult;

namespace Fairlead.Cli.Commands;

/// <summary><c>fairlead attach</c>: puts the sockets of programs that run under rules.</summary>
/// <remarks>
/// Order: the cgroup is found - rules are read and resolved as its programs see the network - the plan is made - the rules
/// are attached, all at once - what they do not reach is told. Nothing is attached unless all before went well.
/// </remarks>
internal static class AttachCommand
{
    /// <summary>The command with its options.</summary>
    public static Command Create()
    {
        var command = new Command("attach", "Puts the next sockets of programs that run under rules.");
        var place = new PlaceOptions(command);
        var rules = new RuleOptions(command, choosesEngine: false);
        var quiet = new Option<bool>("--quiet", "-q") { Description = "say only why it fails" };
        command.Options.Add(quiet);
        command.SetAction(parsed => Run(parsed, place, rules, parsed.GetValue(quiet) ? _ => { } : Stderr.Line));
        return command;
    }

    private static int Run(ParseResult parsed, PlaceOptions options, RuleOptions rules, Action<string> tell)
    {
        var tree = CgroupTree.Find();
        var place = options.Find(parsed, tree);
        if (options.WhyTooWide(parsed, place) is { } reason)
        {
            return Fail(reason);
        }
        if (rules.Resolve(parsed, Stderr.Line, new AttachNames(place.Process)) is not { } resolved)
        {
            return ExitStatus.Failed;
        }
        var plan = Planner.Plan(resolved, Host());
        if (plan.Engine is null)
        {
            return Fail($"cannot attach: {plan.Refusals[0]}");
        }
        if (CgroupPlan.Compile(plan).Programs.Length == 0)
        {
            return Fail("these rules change nothing, so there is nothing to attach: `fairlead detach` takes off what is there");
        }
        var before = RuleAttachment.Attach(place.Directory, plan);
        Tell(tree, place, plan, before > 0, tell);
        ExistingSockets.Tell(place.Directory, resolved, tell);
        return 0;
    }

    // Nothing is made in this process's own cgroup: that it may be, as for `run`, is not asked for.
    private static Features Host() => new([CgroupProbe.WhyNot() is { } reason
        ? new EngineSupport(EngineKind.Cgroup, false, reason)
        : new EngineSupport(EngineKind.Cgroup, true, "the kernel takes BPF programs from this process")]);

    private static void Tell(CgroupTree tree, Place place, Plan plan, bool replaced, Action<string> tell)
    {
        var count = CgroupProcess.In(place.Directory).Length;
        tell($"{Count.Of(plan.Rules.Length, "rule")} in force on {place.Name} ({Count.Of(count, "process", "processes")})"
            + (replaced ? ", in the place of those that were there" : ""));
        foreach (var outer in RuledCgroups.Above(tree, place.Directory))
        {
            tell($"{tree.NameOf(outer)} above it is under rules too: they see what these have made of a call");
        }
    }

    private static int Fail(string message)
    {
        Stderr.Line(message);
        return ExitStatus.Failed;
    }
}
