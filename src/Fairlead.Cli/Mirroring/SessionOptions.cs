using System.CommandLine;

namespace Fairlead.Cli.Mirroring;

/// <summary>The options of <c>fairlead mirror</c> that stand for statements.</summary>
internal sealed class SessionOptions
{
    private readonly Option<string[]> _mirror = new("--mirror")
    {
        Description = "a copy of what clients of the target send: 'tcp any:80', 'udp any:53'",
        HelpName = "'WHAT'",
    };

    private readonly Option<string[]> _steal = new("--steal")
    {
        Description = "the program answers the target's clients: 'tcp any:80', 'tcp any:80 header \"x-user: me\"'",
        HelpName = "'WHAT'",
    };

    private readonly Option<string[]> _outgoing = new("--outgoing")
    {
        Description = "connections that match leave from the target: 'any any', 'tcp 10.0.0.0/8:5432'",
        HelpName = "'WHAT'",
    };

    private readonly Option<string[]> _files = new("--files")
    {
        Description = "whose files the program finds there: MODE is read, write, local or absent",
        HelpName = "PATTERN=MODE",
    };

    private readonly Option<bool> _env = new("--env") { Description = "the program gets the target's environment, but for the machine's own" };
    private readonly Option<bool> _dns = new("--dns") { Description = "names resolve as in the target" };
    private readonly Option<bool> _diff = new("--diff") { Description = "compare the program's answers with the real ones (mirror of TCP)" };
    private readonly Option<bool> _passive = new("--passive") { Description = "copy packets as they pass: needs CAP_NET_RAW alone, and may lose some" };

    private readonly Option<int> _patience = new("--patience")
    {
        Description = "how long in all a client of the target may be held back so that its copy stays whole, in milliseconds "
            + "(default: 300; 0: a copy that is behind is dropped at once)",
        HelpName = "MS",
        DefaultValueFactory = _ => 300,
    };

    /// <summary>Adds the options to a command.</summary>
    public SessionOptions(Command command)
    {
        command.Options.Add(_patience);
        _patience.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: ['-', ..] value }])
            {
                result.AddError($"--patience {value}: expected 0 or more milliseconds");
            }
        });
        foreach (var option in (Option[])[_mirror, _steal, _diff, _passive, _outgoing, _files, _env, _dns])
        {
            command.Options.Add(option);
        }
    }

    /// <summary>How long in all a client may be held back, in milliseconds.</summary>
    public int Patience(ParseResult parsed) => parsed.GetValue(_patience);

    /// <summary>The statements that they stand for, each with its option.</summary>
    public (string Option, string Text)[] Statements(ParseResult parsed)
    {
        var how = (parsed.GetValue(_diff) ? " diff" : "") + (parsed.GetValue(_passive) ? " passive" : "");
        return
        [
            .. Texts(parsed, _mirror).Select(text => ("--mirror", $"mirror {text}{how}")),
            .. Texts(parsed, _steal).Select(text => ("--steal", $"steal {text}")),
            .. Texts(parsed, _outgoing).Select(text => ("--outgoing", $"outgoing {text}")),
            .. Texts(parsed, _files).Select(text => ("--files", Files(text))),
            .. parsed.GetValue(_env) ? [("--env", "env any")] : ((string, string)[])[],
            .. parsed.GetValue(_dns) ? [("--dns", "dns")] : ((string, string)[])[],
        ];
    }

    private static string[] Texts(ParseResult parsed, Option<string[]> option) => parsed.GetValue(option) ?? [];

    private static string Files(string text)
    {
        var equals = text.LastIndexOf('=');
        return equals < 0 ? $"files {text}" : $"files {text[..equals]} {text[(equals + 1)..]}";
    }
}
