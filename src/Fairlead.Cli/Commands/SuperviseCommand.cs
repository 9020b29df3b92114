using System.CommandLine;
using System.Globalization;
using Fairlead.Engines.Seccomp;

namespace Fairlead.Cli.Commands;

/// <summary><c>fairlead supervise</c>: a supervisor that another Fairlead starts; not for people, and not in the help.</summary>
internal static class SuperviseCommand
{
    /// <summary>The command with its options, each a number.</summary>
    public static Command Create()
    {
        var command = new Command(SecondSupervisor.Command, "Goes on for another Fairlead.") { Hidden = true };
        var (state, listener) = (new Option<string>("--state"), new Option<string>("--listener"));
        var (channel, program) = (new Option<string>("--channel"), new Option<string>("--program"));
        foreach (var option in (Option[])[state, listener, channel, program])
        {
            command.Options.Add(option);
        }
        command.SetAction(parsed =>
        {
            return parsed.GetValue(listener) is null
                ? SecondSupervisor.Accompany(Number(state), Number(channel), Number(program))
                : SecondSupervisor.TakeOver(Number(state), Number(listener));

            int Number(Option<string> option) => int.Parse(parsed.GetValue(option) ?? "-1", CultureInfo.InvariantCulture);
        });
        return command;
    }
}
