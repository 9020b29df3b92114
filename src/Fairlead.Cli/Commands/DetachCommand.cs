using System.CommandLine;
using Fairlead.Engines.Cgroup;
using Fairlead.Engines.Cgroup.Tree;
using Fairlead.Engines.Launch;

namespace Fairlead.Cli.Commands;

/// <summary><c>fairlead detach</c>: takes the rules off a cgroup.</summary>
internal static class DetachCommand
{
    /// <summary>The command with its options.</summary>
    public static Command Create()
    {
        var command = new Command("detach", "Takes the rules off programs that run.");
        var place = new PlaceOptions(command);
        var quiet = new Option<bool>("--quiet", "-q") { Description = "say only why it fails" };
        command.Options.Add(quiet);
        command.SetAction(parsed =>
        {
            var tree = CgroupTree.Find();
            var found = place.Find(parsed, tree);
            if (!RuleAttachment.Detach(found.Directory))
            {
                Stderr.Line($"no rules are attached to {found.Name}{Hint(tree, found)}");
                return ExitStatus.Failed;
            }
            if (!parsed.GetValue(quiet))
            {
                Stderr.Line($"no rules are in force on {found.Name} any more");
            }
            return 0;
        });
        return command;
    }

    private static string Hint(CgroupTree tree, Place place) =>
        RuledCgroups.Above(tree, place.Directory).FirstOrDefault() is { } outer
        ? $", but to {tree.NameOf(outer)} above it: fairlead detach --cgroup {tree.NameOf(outer)}"
        : ": `fairlead ps` lists the cgroups that are under rules";
}
