namespace Fairlead.Mirror.Targets;

/// <summary>What an agent is started for, and how.</summary>
public sealed record TargetSettings
{
    /// <summary>What the agent must be permitted; where a way into the target lacks it, the next way is tried.</summary>
    public AgentPrivilege Privilege { get; init; } = AgentPrivilege.Capture;

    /// <summary>Whether an uploaded agent stays in the target for the next session.</summary>
    public bool KeepsAgent { get; init; }

    /// <summary>The folder with the agent to upload, as src/Fairlead.Agent/build makes it.</summary>
    public string AgentFolder { get; init; } = Path.Combine(AppContext.BaseDirectory, "agent");

    /// <summary>The program that is an agent where its second word is <c>agent</c>: this one.</summary>
    public string OwnProgram { get; init; } = Path.Combine(AppContext.BaseDirectory, "fairlead");

    /// <summary>The image of an agent's pod or ephemeral container: any that has a shell.</summary>
    public string AgentImage { get; init; } = "busybox";

    /// <summary>How long to wait for the first answer of a target; people may have to type a password.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Is told, in a line each, what the transport and the agent write to their stderr. From any thread.</summary>
    public required Action<string> Say { get; init; }
}
