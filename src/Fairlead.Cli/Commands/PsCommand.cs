using System.CommandLine;
using Fairlead.Engines.Cgroup;
using Fairlead.Engines.Cgroup.Tree;

namespace Fairlead.Cli.Commands;

/// <summary><c>fairlead ps</c>: what is under rules here.</summary>
internal static class PsCommand
{
    /// <summary>The command with its options.</summary>
    public static Command Create()
    {
        var command = new Command("ps", "Prints what is under rules here: rules, what they have done, processes and their sockets.");
        var json = new Option<bool>("--json") { Description = "write lines of JSON" };
        command.Options.Add(json);
        command.SetAction(parsed =>
        {
            var tree = CgroupTree.Find();
            var sets = RuledCgroups.All(tree);
            var supervisors = SeccompSupervisor.All();
            return Stdout.Write(parsed.GetValue(json)
                ? PsJson.Render(tree, sets, supervisors)
                : PsText.Render(tree, sets, supervisors));
        });
        return command;
    }
}
