using System.CommandLine;
using System.Text;
using Fairlead.Engines.Cgroup;
using Fairlead.Engines.Cgroup.Tree;
using Fairlead.Linux;

namespace Fairlead.Cli.Commands;

/// <summary><c>fairlead gc</c>: removes what runs and interrupted attaches have left behind.</summary>
internal static class GcCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("gc", "Removes empty cgroups of programs that have ended, and rules that are not in force.");
        command.SetAction(_ =>
        {
            var tree = CgroupTree.Find();
            var (cgroups, rules) = (EmptyCgroups.CollectAll(tree), Idle(tree));
            var text = new StringBuilder();
            Array.ForEach(cgroups.Removed, d => text.Append($"removed cgroup {tree.NameOf(d)}\n"));
            Array.ForEach(rules.Removed, d => text.Append($"took rules off {tree.NameOf(d)} that were not in force\n"));
            Array.ForEach(cgroups.Kept, k => Stderr.Line($"cannot remove cgroup {tree.NameOf(k.Directory)}: {k.Reason}"));
            Array.ForEach(rules.Kept, k => Stderr.Line($"cannot take rules off {tree.NameOf(k.Directory)}: {k.Reason}"));
            return Stdout.Write(text.Length == 0 ? "nothing to remove\n" : text.ToString());
        });
        return command;
    }

    // Who may not ask the kernel may still remove cgroups of its own.
    private static CollectedCgroups Idle(CgroupTree tree)
    {
        try
        {
            return RuledCgroups.Collect(tree);
        }
        catch (LinuxException e) when (e.Errno is Errno.EPERM)
        {
            Stderr.Line($"cannot look for rules that are not in force: {e.Message}");
            return new CollectedCgroups([], []);
        }
    }
}
