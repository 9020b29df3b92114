namespace Fairlead.Mirror.Targets;

/// <summary>An agent that was started: a child process, and the byte stream to it.</summary>
/// <param name="Pid">The process that carries the stream: the agent itself, ssh, kubectl, podman.</param>
/// <param name="Input">The agent's stdin: a descriptor to write to. Blocking; the owner may change that.</param>
/// <param name="Output">The agent's stdout: a descriptor to read from.</param>
/// <param name="Description">What people call the target: <c>pid:42</c>, <c>k8s:pod/web</c>.</param>
public sealed record AgentProcess(int Pid, int Input, int Output, string Description);
