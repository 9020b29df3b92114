using System.CommandLine;
using Fairlead.Engines.Logging;
using Fairlead.Mirror.Targets;
using Fairlead.Rules.Mirroring;

namespace Fairlead.Cli.Mirroring;

/// <summary>The options that say what the target is, and how it is reached.</summary>
internal sealed class TargetOptions
{
    private readonly Option<string> _target = new("--target")
    {
        Description = "pid:N, netns:NAME, ssh:HOST[/pid:N], podman:NAME, docker:NAME, k8s:[NAMESPACE/]pod/NAME[/CONTAINER], "
            + "k8s:[NAMESPACE/]deployment/NAME, exec:'COMMAND' (an agent) or shell:'COMMAND' (a shell there)",
        HelpName = "TARGET",
    };

    private readonly Option<bool> _keep = new("--keep-agent") { Description = "leave an uploaded agent there for the next session" };

    private readonly Option<string?> _image = new("--agent-image")
    {
        Description = "the image of an agent's own pod or ephemeral container: any with a shell (default: busybox)",
        HelpName = "IMAGE",
    };

    /// <summary>Adds the options to a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="required">Whether it does nothing without a target.</param>
    public TargetOptions(Command command, bool required)
    {
        _target.Required = required;
        command.Options.Add(_target);
        command.Options.Add(_keep);
        command.Options.Add(_image);
    }

    /// <summary>How the agent is started.</summary>
    public Func<AgentProcess> Open(ParseResult parsed, MirrorPlan plan, Log log)
    {
        var settings = WithImage(parsed, new TargetSettings
        {
            Privilege = plan.Feeds.Length == 0 ? AgentPrivilege.None
                : Array.TrueForAll(plan.Feeds, IsCopied) ? AgentPrivilege.Passive
                : AgentPrivilege.Capture,
            KeepsAgent = parsed.GetValue(_keep),
            Say = line => log.Warning(line),
        });
        return () => AgentStart.Start(Target.Parse(parsed.GetValue(_target)!), settings);
    }

    /// <summary>How the agent is started that says what a target allows; null: no target is named.</summary>
    public Func<AgentProcess>? Open(ParseResult parsed, Action<string> say)
    {
        var settings = WithImage(
            parsed, new TargetSettings { Privilege = AgentPrivilege.None, KeepsAgent = parsed.GetValue(_keep), Say = say });
        return parsed.GetValue(_target) is { } target ? () => AgentStart.Start(Target.Parse(target), settings) : null;
    }

    private TargetSettings WithImage(ParseResult parsed, TargetSettings settings) =>
        parsed.GetValue(_image) is { } image ? settings with { AgentImage = image } : settings;

    // Datagrams are copied in any case.
    private static bool IsCopied(Feed feed) =>
        feed.Options.Passive || (feed.Kind == FeedKind.Mirror && feed.Protocol == Rules.Protocol.Udp);
}
