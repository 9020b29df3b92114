using Fairlead.Linux;

namespace Fairlead.Mirror.Targets;

/// <summary>An agent that was started: a child process, and the byte stream to it.</summary>
/// <param name="Pid">The process that carries the stream: the agent itself, ssh, kubectl, podman.</param>
/// <param name="Input">The agent's stdin: a descriptor to write to. Blocking; the owner may change that.</param>
/// <param name="Output">The agent's stdout: a descriptor to read from.</param>
/// <param name="Description">What people call the target: <c>pid:42</c>, <c>k8s:pod/web</c>.</param>
public sealed record AgentProcess(int Pid, int Input, int Output, string Description)
{
    /// <summary>Removes what a way into a target has made there, once the agent has ended.</summary>
    internal Action Remove { get; init; } = () => { };

    /// <summary>
    /// Waits until the process has ended, which it does when its stdin has: the owner has closed <see cref="Input"/> and
    /// <see cref="Output"/>. A process that has not ended in time is ended by SIGTERM, and then by SIGKILL.
    /// </summary>
    /// <returns>The status that waitpid(2) gives.</returns>
    public int End(TimeSpan patience)
    {
        var status = ChildProcess.WaitFor(Pid, patience) ?? Kill(SignalConstants.SIGTERM) ?? Kill(SignalConstants.SIGKILL) ?? 0;
        Remove();
        return status;
    }

    private int? Kill(int signal)
    {
        _ = Libc.kill(Pid, signal);
        return ChildProcess.WaitFor(Pid, TimeSpan.FromSeconds(1));
    }
}
