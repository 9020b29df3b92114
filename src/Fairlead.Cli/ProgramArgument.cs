using System.CommandLine;
using Fairlead.Engines.Launch;
using Fairlead.Engines.Logging;

namespace Fairlead.Cli;

/// <summary>The program and its arguments: all that follows the options, taken as it is.</summary>
internal sealed class ProgramArgument
{
    private readonly Argument<string[]> _program = new("PROGRAM")
    {
        Description = "the program to run, and its arguments",
        CaptureRemainingTokens = true,
        Arity = ArgumentArity.ZeroOrMore,
    };

    /// <summary>Adds the argument to a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="required">Whether it does nothing without a program.</param>
    public ProgramArgument(Command command, bool required)
    {
        command.Arguments.Add(_program);
        command.Validators.Add(result =>
        {
            // What looks like an option is one that was misspelt: it must not be run as a program.
            var tokens = result.GetValue(_program) ?? [];
            if (tokens.Length > 0 && tokens[0].StartsWith('-'))
            {
                result.AddError($"unknown option {tokens[0]} (a program of that name is ./{tokens[0]})");
            }
            else if (required && tokens.Length == 0)
            {
                result.AddError("which program? Give it behind the options, as in: fairlead run --bind 127.0.0.7 -- PROGRAM");
            }
        });
    }

    /// <summary>Whether a program is given.</summary>
    public bool IsGiven(ParseResult parsed) => parsed.GetValue(_program) is { Length: > 0 };

    /// <summary>How to launch the program. Null: there is no such program, and why has been said.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="log">Where the failure is said.</param>
    /// <param name="status">The exit status of the failure.</param>
    public Launch? Find(ParseResult parsed, Log log, out int status)
    {
        var environment = ProgramEnvironment.Current();
        var arguments = ByteText.LastArguments(parsed.GetValue(_program)!.Length);
        var caller = CallerState.Read(Environment.GetEnvironmentVariable(CallerState.Variable));
        status = ProgramFile.Find(arguments[0], environment.Get("PATH"), out var file);
        if (status != 0)
        {
            StartFailure.Report(log, arguments[0], status);
            return null;
        }
        return new Launch(file, arguments, environment, caller);
    }
}
