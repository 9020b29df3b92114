using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Net;

namespace Fairlead.Cli.Forwarding;

/// <summary>The statements and options of <c>fairlead forward</c>.</summary>
internal sealed class ForwardCommandLine
{
    private const int MostThreads = 1024;

    private readonly Argument<string[]> _statements = new("STATEMENT")
    {
        Description = "what to forward, as in docs/forward.md",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<string[]> _rules = new("--rules") { Description = "a file of forward statements", HelpName = "FILE" };

    private readonly Option<string[]> _profile = new("--profile")
    {
        Description = "NAME.rules and NAME.rules.d/ of /etc/fairlead or the user's configuration",
        HelpName = "NAME",
    };

    private readonly Option<int?> _threads = new("--threads")
    {
        Description = "how many threads forward; unless given, one for each CPU that this process may use",
        HelpName = "N",
    };

    private readonly Option<int?> _exitIdle = new("--exit-idle")
    {
        Description = "end with status 0 after SECONDS without a session: for socket activation",
        HelpName = "SECONDS",
    };

    private readonly Option<bool> _stats = new("--stats") { Description = "show tables of statements and sessions" };

    private readonly Option<string> _metrics = new("--metrics")
    {
        Description = "answer http://ADDR:PORT/metrics with counters for Prometheus",
        HelpName = "ADDR:PORT",
    };

    private readonly Option<string> _handover = new("--handover")
    {
        Description = "take over from the forwarder that waits at PATH, sessions and all; then wait there for the next",
        HelpName = "PATH",
    };

    private readonly Option<bool> _setup = new("--setup")
    {
        Description = "set this host up for transparent statements, and end",
    };

    private readonly Option<bool> _teardown = new("--teardown") { Description = "undo --setup, and end" };

    private readonly Option<bool> _dryRun = new("--dry-run")
    {
        Description = "with --setup or --teardown: print the commands, and change nothing",
    };

    private readonly Option<string> _mark = new("--mark")
    {
        Description = $"the mark of packets for transparent sockets (0x{TransparentRoute.Default:x})",
        HelpName = "N",
    };

    private readonly Option<int?> _table = new("--table")
    {
        Description = $"their routing table ({TransparentRoute.Default})",
        HelpName = "N",
    };

    /// <summary>Adds them to a command.</summary>
    public ForwardCommandLine(Command command)
    {
        command.Arguments.Add(_statements);
        foreach (var option in (Option[])[
            _rules, _profile, _threads, _exitIdle, _stats, _metrics, _handover, _setup, _teardown, _dryRun, _mark, _table])
        {
            command.Options.Add(option);
        }
        command.Validators.Add(result =>
        {
            // What was given too often cannot be asked for; that is said by the library.
            if (result.Children.OfType<OptionResult>().Any(o => o.Tokens.Count > o.Option.Arity.MaximumNumberOfValues))
            {
                return;
            }
            if ((WhyNot(result) ?? WhyNoSetup(result)) is { } reason)
            {
                result.AddError(reason);
            }
        });
    }

    /// <summary>What is to be forwarded.</summary>
    public ForwardStatements Statements(ParseResult parsed) =>
        new(parsed.GetValue(_statements) ?? [], parsed.GetValue(_rules) ?? [], parsed.GetValue(_profile) ?? []);

    /// <summary>How.</summary>
    public ForwardSettings Settings(ParseResult parsed) => new(
        parsed.GetValue(_threads) ?? Environment.ProcessorCount,
        parsed.GetValue(_exitIdle) is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
        parsed.GetValue(_metrics) is { } at ? Endpoint(at) : null,
        parsed.GetValue(_handover),
        parsed.GetValue(_stats));

    /// <summary>Sets the host up or undoes that, where that is asked for; gives the exit status, or null: it is not.</summary>
    public int? SetUp(ParseResult parsed)
    {
        var mark = parsed.GetValue(_mark) is { } text ? Mark(text) : null;
        var route = new TransparentRoute(mark ?? TransparentRoute.Default, parsed.GetValue(_table) ?? TransparentRoute.Default);
        var setup = new TransparentSetup(route, parsed.GetValue(_dryRun));
        return parsed.GetValue(_setup) ? setup.Install() : parsed.GetValue(_teardown) ? setup.Remove() : null;
    }

    private string? WhyNot(CommandResult result)
    {
        // What looks like an option is one that was misspelt.
        var option = Array.Find(result.GetValue(_statements) ?? [], word => word.StartsWith('-'));
        return option is not null ? $"unknown option {option}"
            : result.GetValue(_threads) is < 1 or > MostThreads ? $"--threads: a number from 1 to {MostThreads}"
            : result.GetValue(_exitIdle) is < 1 ? "--exit-idle: a number of seconds, from 1"
            : result.GetValue(_metrics) is { } at && Endpoint(at) is null
                ? $"--metrics {at}: write an address and a port, as in 127.0.0.1:9100"
            : result.GetValue(_mark) is { } mark && Mark(mark) is null ? $"--mark {mark}: write a number other than 0, as in 1 or 0x1ead"
            : result.GetValue(_table) is < 1 ? "--table: a number from 1"
            : null;
    }

    private string? WhyNoSetup(CommandResult result)
    {
        var (isSetup, isTeardown) = (result.GetValue(_setup), result.GetValue(_teardown));
        var isHost = isSetup || isTeardown;
        var hasStatements = result.GetValue(_statements) is { Length: > 0 } || result.GetValue(_rules) is { Length: > 0 };
        var forSetup = result.GetResult(_mark) is not null ? "--mark"
            : result.GetResult(_table) is not null ? "--table"
            : result.GetValue(_dryRun) ? "--dry-run"
            : null;
        return isSetup && isTeardown ? "--setup or --teardown, not both"
            : isHost && hasStatements ? "--setup and --teardown are for the host, and take no statements"
            : !isHost && forSetup is not null ? $"{forSetup} goes with --setup or --teardown"
            : null;
    }

    private static IPEndPoint? Endpoint(string text) => IPEndPoint.TryParse(text, out var at) && at.Port != 0 ? at : null;

    private static uint? Mark(string text)
    {
        var isHex = text.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
        var isRead = uint.TryParse(
            isHex ? text[2..] : text, isHex ? NumberStyles.HexNumber : NumberStyles.None, CultureInfo.InvariantCulture, out var mark);
        return isRead && mark != 0 ? mark : null;
    }
}
