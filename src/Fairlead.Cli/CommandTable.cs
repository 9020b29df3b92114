using System.CommandLine;
using System.CommandLine.Help;
using Fairlead.Cli.Commands;
using Fairlead.Engines.Seccomp;

namespace Fairlead.Cli;

/// <summary>Every command with its options: the one table that the parser, the help, the completions and the man page use.</summary>
internal static class CommandTable
{
    private static readonly (string Name, Func<Command> Create)[] s_commands =
    [
        ("run", RunCommand.Create),
        ("attach", AttachCommand.Create),
        ("detach", DetachCommand.Create),
        ("forward", ForwardCommand.Create),
        ("mirror", MirrorCommand.Create),
        ("agent", AgentCommand.Create),
        ("trace", TraceCommand.Create),
        ("plan", PlanCommand.Create),
        ("ps", PsCommand.Create),
        ("doctor", DoctorCommand.Create),
        ("drop-in", DropInCommand.Create),
        ("gc", GcCommand.Create),
        (SecondSupervisor.Command, SuperviseCommand.Create),
    ];

    /// <summary>The command line.</summary>
    /// <param name="first">Its first word: where that names a command, the others are not made, as a start is short.</param>
    public static RootCommand Root(string? first)
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
        foreach (var (name, create) in s_commands)
        {
            if (name == first)
            {
                root.Subcommands.Add(create());
                return root;
            }
        }
        Array.ForEach(s_commands, command => root.Subcommands.Add(command.Create()));
        return root;
    }

    /// <summary>A command's name with those that lead to it: "fairlead run".</summary>
    public static string PathOf(Command command)
    {
        var parent = command.Parents.OfType<Command>().FirstOrDefault();
        return parent is null ? "fairlead" : $"{PathOf(parent)} {command.Name}";
    }
}
