using System.CommandLine;
using Fairlead.Engines.Logging;
using Fairlead.Linux;

namespace Fairlead.Cli;

/// <summary>The options that say how much is said, and where to.</summary>
internal sealed class LogOptions
{
    private const int Stderr = 2;

    private readonly Option<bool> _verbose = new("--verbose", "-v") { Description = "say each decision" };
    private readonly Option<bool> _quiet = new("--quiet", "-q") { Description = "say only why Fairlead itself fails" };
    private readonly Option<string> _file = new("--log") { Description = "write to FILE instead of stderr", HelpName = "FILE" };
    private readonly Option<bool> _json = new("--json") { Description = "write lines of JSON" };

    /// <summary>Adds the options to a command.</summary>
    public LogOptions(Command command)
    {
        foreach (var option in (Option[])[_verbose, _quiet, _file, _json])
        {
            command.Options.Add(option);
        }
    }

    /// <summary>Opens the log.</summary>
    /// <exception cref="LinuxException">The file cannot be opened.</exception>
    public Log Open(ParseResult parsed)
    {
        var verbosity = parsed.GetValue(_quiet) ? Verbosity.Quiet
            : parsed.GetValue(_verbose) ? Verbosity.Verbose
            : Verbosity.Normal;
        return new Log(OpenDescriptor(parsed.GetValue(_file)), parsed.GetValue(_json), verbosity);
    }

    /// <summary>The absolute path of the log; null: it goes to standard error.</summary>
    public string? FileOf(ParseResult parsed) =>
        parsed.GetValue(_file) is { } file ? Path.Combine(Environment.CurrentDirectory, file) : null;

    private static int OpenDescriptor(string? file)
    {
        const int flags = FcntlConstants.O_WRONLY | FcntlConstants.O_CREAT | FcntlConstants.O_APPEND | FcntlConstants.O_CLOEXEC;
        return file is null ? Stderr : LinuxException.Check(Libc.open(Libc.CString(file), flags, 0x1B4), $"--log {file}");
    }
}
