using System.Globalization;

namespace Fairlead.Mirror.Targets;

/// <summary>An agent for a container of podman or docker.</summary>
/// <remarks>
/// Where the container's process is one of this host, and we may enter it, nothing is brought into the container: the agent
/// runs here. Else podman or docker executes a privileged shell in it: a remote daemon, a user without privilege.
/// </remarks>
internal static class ContainerAgent
{
    public static AgentProcess Start(ContainerTarget target, TargetSettings settings)
    {
        var (pid, id) = Inspect(target);
        return IsHere(pid, id) && LocalAgent.MayEnter(pid)
            ? LocalAgent.Start(target.Text, ["--pid", pid.ToString(CultureInfo.InvariantCulture)], settings)
            : ShellAgent.Start(Shell(target), settings);
    }

    internal static ShellWay Shell(ContainerTarget target) =>
        new(target.Text, [target.Program, "exec", "-i", "--privileged", target.Name, "sh"]) { CatchesInterrupt = true };

    private static (int Pid, string Id) Inspect(ContainerTarget target)
    {
        var answer = CommandOutput.Of(
            target.Program, "container", "inspect", "-f", "{{.State.Pid}} {{.Id}} {{.State.Status}}", target.Name);
        var words = answer.Text.Split(' ');
        if (answer.Status != 0 || words.Length != 3 || !int.TryParse(words[0], out var pid))
        {
            throw new TargetException(
                $"{target}: {target.Program} knows no such container: {answer.Error}; {target.Program} ps names what runs");
        }
        return pid > 0 ? (pid, words[1]) : throw new TargetException($"{target}: the container does not run, it is {words[2]}");
    }

    // The number may be one of another host, where docker talks to a daemon there.
    private static bool IsHere(int pid, string id)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/cgroup").Contains(id, StringComparison.Ordinal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
