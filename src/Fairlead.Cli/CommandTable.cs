using System.CommandLine;
using System.CommandLine.Help;
using Fairlead.Cli.Commands;

namespace Fairlead.Cli;

/// <summary>Every command with its options: the one table that the parser, the help, the completions and the man page use.</summary>
internal static class CommandTable
{
    /// <summary>The whole command line.</summary>
    public static RootCommand Root()
    {
        var root = new RootCommand(
            "Decides where the sockets of an unmodified Linux program bind, and where its connections leave from and go to.");
        foreach (var option in root.Options)
        {
            // The library would also take /? and /h.
            if (option is HelpOption)
            {
                option.Aliases.Clear();
                option.Aliases.Add("-h");
            }
        }
        root.Subcommands.Add(RunCommand.Create());
        root.Subcommands.Add(TraceCommand.Create());
        root.Subcommands.Add(PlanCommand.Create());
        root.Subcommands.Add(DoctorCommand.Create());
        root.Subcommands.Add(SuperviseCommand.Create());
        return root;
    }

    /// <summary>A command's name with those that lead to it: "fairlead run".</summary>
    public static string PathOf(Command command)
    {
        var parent = command.Parents.OfType<Command>().FirstOrDefault();
        return parent is null ? "fairlead" : $"{PathOf(parent)} {command.Name}";
    }
}
