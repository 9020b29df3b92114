using System.CommandLine;
using System.Text;
using Fairlead.Engines.Launch;
using Fairlead.Rules.Planning;
using Fairlead.Rules.Resolution;

namespace Fairlead.Cli.Commands;

/// <summary><c>fairlead drop-in</c>: prints what puts a unit under rules with no wrapper around its program.</summary>
/// <remarks>
/// The rules are in the text itself: what has been checked here is what will be attached. Names in them stand for what
/// they do when the unit starts, where it starts; so they are not looked up here.
/// </remarks>
internal static class DropInCommand
{
    private const string Service = ".service";

    private static readonly string[] s_others =
        [".socket", ".target", ".timer", ".path", ".mount", ".automount", ".swap", ".slice", ".scope", ".device"];

    /// <summary>The command with its options.</summary>
    public static Command Create()
    {
        var command = new Command("drop-in", "Prints a systemd drop-in that puts a service under rules.");
        var unit = new Argument<string>("UNIT") { Description = "the service" };
        unit.Validators.Add(result =>
        {
            if (WhyNot(result.GetValue(unit)!) is { } reason)
            {
                result.AddError(reason);
            }
        });
        command.Arguments.Add(unit);
        var rules = new RuleOptions(command, choosesEngine: false);
        command.SetAction(parsed =>
        {
            if (rules.Resolve(parsed, Stderr.Line, new UncheckedNames()) is not { } resolved)
            {
                return ExitStatus.Failed;
            }
            var plan = Planner.Plan(resolved, new Features([new EngineSupport(EngineKind.Cgroup, true, "")]));
            if (plan.Engine is null)
            {
                Stderr.Line($"cannot be attached: {plan.Refusals[0]}");
                return ExitStatus.Failed;
            }
            var name = parsed.GetValue(unit)!;
            return Stdout.Write(Render(name.EndsWith(Service, StringComparison.Ordinal) ? name : name + Service, resolved));
        });
        return command;
    }

    private static string? WhyNot(string name) =>
        !SystemdText.IsUnitName(name) ? $"`{name}` cannot be the name of a unit"
        : Array.Find(s_others, suffix => name.EndsWith(suffix, StringComparison.Ordinal)) is { } other
            ? $"{name}: a {other} unit runs no service with sockets of its own: name the .service"
        : null;

    private static string Render(string unit, ResolvedRule[] rules)
    {
        var text = new StringBuilder();
        text.Append($"# Puts the sockets of {unit} under rules, each time it starts. This is\n");
        text.Append($"#   /etc/systemd/system/{unit}.d/fairlead.conf\n");
        text.Append($"# (or what `systemctl edit {unit}` takes); then: ")
            .Append($"systemctl daemon-reload && systemctl restart {unit}\n");
        text.Append("[Service]\n");
        text.Append($"ExecStartPre=+{Fairlead()} attach --self");
        foreach (var rule in rules)
        {
            text.Append($" \\\n    -r {SystemdText.Argument(rule.ToString())}");
        }
        return text.Append('\n').ToString();
    }

    // Where .NET was found by a variable of the user's, the unit does not know it.
    private static string Fairlead() =>
        Environment.GetEnvironmentVariable("DOTNET_ROOT") is { Length: > 0 } root
            ? $"/usr/bin/env {SystemdText.Argument($"DOTNET_ROOT={root}")} {SystemdText.Argument(Environment.ProcessPath!)}"
            : SystemdText.Path(Environment.ProcessPath!);
}
