namespace Fairlead.Mirror.Targets;

/// <summary>A way to a shell in a target.</summary>
/// <param name="Description">What people call the target.</param>
/// <param name="Command">The command whose stdin and stdout is the shell's.</param>
internal sealed record ShellWay(string Description, string[] Command)
{
    /// <summary>The arguments of the agent.</summary>
    public string[] Arguments { get; init; } = [];

    /// <summary>The id of the container that the agent is for, where the shell sees all processes of the node.</summary>
    public string? Container { get; init; }

    /// <summary>Whether the command would end by Ctrl-C though it is started with SIGINT ignored, as Go programs do.</summary>
    public bool CatchesInterrupt { get; init; }
}
