namespace Fairlead.Mirror.Agent;

/// <summary>The agent, from its command line to its end.</summary>
public static class AgentProgram
{
    /// <summary>Serves until stdin ends; gives the exit status.</summary>
    /// <param name="arguments">Options of <c>fairlead agent</c>.</param>
    public static int Run(string[] arguments) => arguments.Length;
}
