using System.CommandLine;
using Fairlead.Mirror.Agent;

namespace Fairlead.Cli.Commands;

/// <summary><c>fairlead agent</c>: what runs beside the target of <c>fairlead mirror</c>, which speaks to it over stdin and stdout.</summary>
internal static class AgentCommand
{
    /// <summary>The command with its options.</summary>
    public static Command Create()
    {
        var command = new Command("agent", "Serves `fairlead mirror` beside its target; speaks frames on stdin and stdout.");
        var pid = new Option<int?>("--pid") { Description = "the target's process", HelpName = "N" };
        var netns = new Option<string?>("--netns") { Description = "the file of the target's network namespace", HelpName = "FILE" };
        command.Options.Add(pid);
        command.Options.Add(netns);
        command.SetAction(parsed => AgentProgram.Run(
        [
            .. parsed.GetValue(pid) is { } number ? (string[])["--pid", $"{number}"] : [],
            .. parsed.GetValue(netns) is { } file ? (string[])["--netns", file] : [],
        ]));
        return command;
    }
}
