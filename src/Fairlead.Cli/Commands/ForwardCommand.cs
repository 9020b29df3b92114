using System.CommandLine;
using Fairlead.Cli.Forwarding;

namespace Fairlead.Cli.Commands;

/// <summary><c>fairlead forward</c>: passes UDP and TCP on between clients and backends.</summary>
internal static class ForwardCommand
{
    /// <summary>The command with its options.</summary>
    public static Command Create()
    {
        var command = new Command("forward", "Forwards UDP and TCP to other addresses, several places at a time.");
        var line = new ForwardCommandLine(command);
        var logging = new LogOptions(command);
        command.SetAction(parsed => line.SetUp(parsed) ?? Run(line, logging, parsed));
        return command;
    }

    private static int Run(ForwardCommandLine line, LogOptions logging, ParseResult parsed)
    {
        using var run = new ForwardRun(line.Statements(parsed), line.Settings(parsed), logging.Open(parsed));
        return run.Run();
    }
}
