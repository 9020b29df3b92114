using System.CommandLine;
using System.Text;
using Fairlead.Linux;

namespace Fairlead.Cli;

/// <summary>Writes the help of a command, on stdout, as it was asked for.</summary>
internal static class HelpText
{
    private const int Stdout = 1;
    private const int TextColumn = 24;

    private const string Footer = "\nThe rule language: docs/rules.md. Exit status: the program's own; 125 Fairlead failed, "
        + "126 not executable, 127 not found.\n";

    private const string ForwardFooter = "\nThe statements, and all else: docs/forward.md. Exit status: 0 after SIGTERM and "
        + "--exit-idle, 125 Fairlead failed.\n";

    /// <summary>Commands with these get them in their help.</summary>
    public static Dictionary<string, string[]> Examples { get; } = new()
    {
        ["fairlead"] =
        [
            "fairlead run --bind 127.0.0.7 -- python3 -m http.server 8080",
            "fairlead run -r 'bind udp any:26900-26903 to fly-global-services' -- ./startserver.sh",
            "fairlead trace -- ./server        # what does it ask of its sockets?",
            "fairlead plan -r 'connect any any from 10.17.24.14'",
        ],
        ["fairlead run"] =
        [
            "fairlead run --bind 10.17.24.14 --from 10.17.24.14 -- ./7DaysToDieServer.x86_64",
            "fairlead run -r 'bind tcp wildcard:80 to :8080' -- nginx -g 'daemon off;'",
            "fairlead run -r 'bind tcp any:8080 to unix:/run/app.sock' -- node server.js",
            "fairlead run -r 'connect tcp db.prod:5432 to 127.0.0.1:15432' -- psql -h db.prod",
            "fairlead run --rules game.rules -v -- ./server",
        ],
        ["fairlead plan"] =
        [
            "fairlead plan --bind 127.0.0.7",
            "fairlead plan -r 'bind tcp any:80 to dev lo:8080' -v",
            "fairlead plan -r 'mirror tcp any:80' -r 'files /etc/app read'",
        ],
        ["fairlead trace"] = ["fairlead trace -- curl -s http://127.0.0.1:8080/"],
        ["fairlead forward"] =
        [
            "fairlead forward 'udp any:27000-27015 to 172.16.28.240'",
            "fairlead forward 'udp 0.0.0.0:53 to 10.0.0.1,10.0.0.2' 'tcp 0.0.0.0:53 to 10.0.0.1,10.0.0.2' --stats",
            "fairlead forward --setup && fairlead forward 'udp any:27000 to 172.16.28.240 transparent'",
            "fairlead forward --rules game.rules --metrics 127.0.0.1:9100",
        ],
        ["fairlead mirror"] =
        [
            "fairlead mirror --target k8s:deployment/web --mirror 'tcp any:80' -- ./web",
            "fairlead mirror --target ssh:web1/pid:4711 --steal 'tcp any:80 header \"x-user: me\"' -- ./web",
            "fairlead mirror --target pid:4711 --env --dns --outgoing 'any any' --files /etc/app=read -- ./web",
            "fairlead doctor --target podman:web     # what does it allow?",
        ],
        ["fairlead attach"] =
        [
            "fairlead attach --unit game -r 'bind udp any:26900-26903 to 10.17.24.14'",
            "fairlead attach --pid 812 --from 10.17.24.14",
            "fairlead attach --cgroup /system.slice/web.service -r 'bind tcp any:22 deny'",
        ],
        ["fairlead detach"] = ["fairlead detach --unit game"],
        ["fairlead ps"] = ["fairlead ps", "fairlead ps --json"],
        ["fairlead gc"] = ["fairlead gc"],
        ["fairlead drop-in"] =
        [
            "fairlead drop-in game -r 'bind udp any:26900-26903 to 10.17.24.14'",
            "fairlead drop-in web --bind 10.17.24.14 >/etc/systemd/system/web.service.d/fairlead.conf",
        ],
        ["fairlead doctor"] = ["fairlead doctor"],
    };

    /// <summary>Writes the help.</summary>
    public static int Write(Command command)
    {
        var text = new StringBuilder();
        var path = CommandTable.PathOf(command);
        text.Append(command.Description).Append("\n\nUsage: ").Append(Usage(command, path)).Append('\n');
        Section(text, "Commands", command.Subcommands.Where(c => !c.Hidden).Select(c => (c.Name, c.Description)));
        Section(text, "Options", command.Options.Where(o => !o.Hidden).Select(o => (Names(o), o.Description)));
        if (Examples.TryGetValue(path, out var examples))
        {
            text.Append("\nExamples:\n");
            Array.ForEach(examples, example => text.Append("  ").Append(example).Append('\n'));
        }
        text.Append(command.Name == "forward" ? ForwardFooter : Footer);
        _ = Libc.write(Stdout, Encoding.UTF8.GetBytes(text.ToString()));
        return 0;
    }

    private static string Usage(Command command, string path) =>
        command.Subcommands.Count > 0 ? $"{path} COMMAND [OPTIONS]"
        : command.Name == "attach" ? $"{path} --pid PID|--cgroup PATH|--unit NAME|--self RULES"
        : command.Name == "detach" ? $"{path} --pid PID|--cgroup PATH|--unit NAME|--self"
        : command.Name == "drop-in" ? $"{path} UNIT RULES"
        : command.Name == "forward" ? $"{path} [OPTIONS] STATEMENT..."
        : command.Name == "mirror" ? $"{path} --target TARGET [OPTIONS] [--] PROGRAM [ARGUMENTS]"
        : command.Name == "plan" ? $"{path} [OPTIONS] [-- PROGRAM]"
        : command.Arguments.Count > 0 ? $"{path} [OPTIONS] [--] PROGRAM [ARGUMENTS]"
        : $"{path} [OPTIONS]";

    private static string Names(Option option)
    {
        var names = option.Aliases.Order(StringComparer.Ordinal).Append(option.Name);
        var value = option.HelpName is { } name ? $" {name}" : "";
        return string.Join(", ", names) + value;
    }

    private static void Section(StringBuilder text, string title, IEnumerable<(string Name, string? Text)> entries)
    {
        var lines = entries.ToArray();
        if (lines.Length == 0)
        {
            return;
        }
        text.Append('\n').Append(title).Append(":\n");
        foreach (var (name, description) in lines)
        {
            text.Append("  ").Append(name.PadRight(TextColumn - 3));
            text.Append(name.Length > TextColumn - 3 ? "\n" + new string(' ', TextColumn - 1) : "");
            text.Append(' ').Append(description).Append('\n');
        }
    }
}
