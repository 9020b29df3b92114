using System.Globalization;
using System.Text;
using Fairlead.Engines.Cgroup;
using Fairlead.Engines.Cgroup.Tree;

namespace Fairlead.Cli;

/// <summary>What is under rules, as people read it.</summary>
internal static class PsText
{
    /// <summary>All that is under rules, a paragraph for each.</summary>
    public static string Render(CgroupTree tree, AttachedRules[] sets, SeccompSupervisor[] supervisors)
    {
        var text = new StringBuilder();
        Array.ForEach(sets, set => Append(text, tree, set));
        Array.ForEach(supervisors, supervisor => Append(text, supervisor));
        return text.Length == 0 ? "nothing is under rules\n" : text.ToString();
    }

    private static void Append(StringBuilder text, CgroupTree tree, AttachedRules set)
    {
        var since = set.Since.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
        Line(text, set.IsInForce
            ? $"{tree.NameOf(set.Directory)}: under rules since {since}"
            : $"{tree.NameOf(set.Directory)}: rules of {since}, not in force (an attach was interrupted: fairlead gc)");
        Line(text, "  rules:");
        for (var i = 0; i < set.Rules.Length; i++)
        {
            Line(text, $"    {i + 1}. {set.Rules[i].Text} ({Done(set.Rules[i])})");
        }
        if (set.IsInForce)
        {
            AppendPrograms(text, set.Directory);
        }
    }

    private static string Done(AttachedRule rule) => (rule.Hits == 0 ? "no hits" : Count.Of(rule.Hits, "hit"))
        + (rule.Failures == 0 ? "" : $", {Count.Of(rule.Failures, "failure")}");

    private static void AppendPrograms(StringBuilder text, string directory)
    {
        var processes = CgroupProcess.In(directory);
        Line(text, processes.Length == 0 ? "  no processes" : "  processes:");
        foreach (var process in processes)
        {
            Line(text, $"    {process.Id} {process.Name}");
        }
        var socketText = new SocketText(directory);
        AppendSockets(text, "sockets", SocketTable.Of(directory), socketText);
        if (SocketTable.PassedTo(directory) is { Length: > 0 } passed)
        {
            AppendSockets(text, "sockets made in another cgroup, which no rule here reaches", passed, socketText);
        }
    }

    private static void AppendSockets(StringBuilder text, string title, SocketRecord[] sockets, SocketText socketText)
    {
        Line(text, sockets.Length == 0 ? $"  no {title}" : $"  {title}:");
        Array.ForEach(sockets, socket => Line(text, $"    {socketText.Of(socket)}"));
    }

    private static void Append(StringBuilder text, SeccompSupervisor supervisor)
    {
        Line(text, $"process {supervisor.Id}: supervisor of the seccomp engine");
        Line(text, $"  {supervisor.CommandLine}");
    }

    private static void Line(StringBuilder text, string line) => text.Append(Plain.Text(line)).Append('\n');
}
