using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Fairlead.Bpf;
using Fairlead.Engines.Launch;
using Fairlead.Linux;

namespace Fairlead.Cli;

/// <summary>The way in: the command line becomes one command, and its exit status ours.</summary>
internal static class Program
{
    private static int Main(string[] args)
    {
        var root = CommandTable.Root(args.Length > 0 ? args[0] : null);
        var parsed = root.Parse(args, new ParserConfiguration
        {
            ResponseFileTokenReplacer = null,
            EnablePosixBundling = false,
        });
        try
        {
            return Invoke(parsed);
        }
        catch (Exception e) when (e is LinuxException or BpfException)
        {
            Stderr.Line(e.Message);
            return ExitStatus.Failed;
        }
    }

    private static int Invoke(ParseResult parsed)
    {
        if (parsed.Action is ParseErrorAction)
        {
            foreach (var error in parsed.Errors)
            {
                Stderr.Line(error.Message);
            }
            Stderr.Line($"see `{CommandTable.PathOf(parsed.CommandResult.Command)} --help`");
            return ExitStatus.Failed;
        }
        return parsed.Action is HelpAction or null
            ? HelpText.Write(parsed.CommandResult.Command)
            : parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
    }
}
