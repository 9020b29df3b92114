using System.CommandLine;
using Fairlead.Engines.Trace;

namespace Fairlead.Cli.Commands;

/// <summary><c>fairlead trace</c>: what a program asks of its sockets, and the rules that would steer it.</summary>
internal static class TraceCommand
{
    /// <summary>The command with its options.</summary>
    public static Command Create()
    {
        var command = new Command("trace", "Shows each socket call of a program and its result, and rules that would steer it.");
        var logging = new LogOptions(command);
        var program = new ProgramArgument(command, required: true);
        command.SetAction(parsed =>
        {
            var log = logging.Open(parsed);
            return program.Find(parsed, log, out var status) is { } launch
                ? TraceRun.Run(launch, new TraceOutput(log.WriteLine, log.IsJson), log)
                : status;
        });
        return command;
    }
}
