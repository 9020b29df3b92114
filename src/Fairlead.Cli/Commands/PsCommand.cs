using System.CommandLine;
using Fairlead.Engines.Cgroup;
using Fairlead.Engines.Cgroup.Tree;
using Fairlead.Engines.Launch;
using Fairlead.Linux;

namespace Fairlead.Cli.Commands;

/// <summary><c>fairlead ps</c>: what is under rules here.</summary>
internal static class PsCommand
{
    /// <summary>The command with its options.</summary>
    public static Command Create()
    {
        var command = new Command("ps", "Prints what is under rules here: rules and what they did, processes, sockets.");
        var json = new Option<bool>("--json") { Description = "write lines of JSON" };
        command.Options.Add(json);
        command.SetAction(parsed =>
        {
            var tree = CgroupTree.Find();
            var supervisors = SeccompSupervisor.All();
            string Render(AttachedRules[] sets) => parsed.GetValue(json)
                ? PsJson.Render(tree, sets, supervisors)
                : PsText.Render(tree, sets, supervisors);
            try
            {
                return Stdout.Write(Render(RuledCgroups.All(tree)));
            }
            catch (LinuxException e) when (e.Errno is Errno.EPERM)
            {
                Stderr.Line($"cannot look for cgroups that are under rules: {e.Message}");
                _ = supervisors.Length > 0 ? Stdout.Write(Render([])) : 0;
                return ExitStatus.Failed;
            }
        });
        return command;
    }
}
