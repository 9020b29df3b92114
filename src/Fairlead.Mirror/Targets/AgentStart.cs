using System.Globalization;
using Fairlead.Mirror.Targets.Kubernetes;

namespace Fairlead.Mirror.Targets;

/// <summary>Starts the agent of a target.</summary>
public static class AgentStart
{
    /// <summary>
    /// Starts it, and waits until what follows on the stream is the agent's own. Ctrl-C at the terminal does not reach it.
    /// </summary>
    /// <exception cref="TargetException">It does not run: why not, and where.</exception>
    public static AgentProcess Start(Target target, TargetSettings settings) => target switch
    {
        PidTarget pid => LocalAgent.Start(pid.Text, ["--pid", Number(LocalAgent.CheckProcess(pid))], settings),
        NetnsTarget netns => LocalAgent.Start(netns.Text, ["--netns", LocalAgent.CheckNamespace(netns)], settings),
        ExecTarget exec => LocalAgent.Run(exec.Text, ["sh", "-c", exec.Command], settings),
        ShellTarget shell => ShellAgent.Start(new ShellWay(shell.Text, ["sh", "-c", shell.Command]), settings),
        SshTarget ssh => ShellAgent.Start(OverSsh(ssh), settings),
        ContainerTarget container => ContainerAgent.Start(container, settings),
        KubernetesTarget kubernetes => KubernetesAgent.Start(kubernetes, settings),
        _ => throw new TargetException($"target '{target}': there is no way into it"),
    };

    // Whatever the user's login shell is, it knows these two words.
    private static ShellWay OverSsh(SshTarget ssh) =>
        new(ssh.Text, ["ssh", "-T", "--", ssh.Host, "exec sh"])
        {
            Arguments = ssh.Pid is { } pid ? ["--pid", Number(pid)] : [],
        };

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
