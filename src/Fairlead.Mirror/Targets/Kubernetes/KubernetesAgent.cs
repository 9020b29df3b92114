namespace Fairlead.Mirror.Targets.Kubernetes;

/// <summary>An agent for a container of a pod.</summary>
/// <remarks>
/// <para>Three ways, and the first that works and has the privilege is taken; why a way was not is said.</para>
/// <para>1. A shell that kubectl executes in the container: where its image has one. 2. An ephemeral container, which is in
/// the network namespace of the pod, and sees the processes of the container. It stays in the pod's list when it has ended,
/// which cannot be helped. 3. A privileged pod on the same node, which sees all processes: it is removed at the end; where
/// that did not happen, it ends by itself, and the next session removes what is left of it.</para>
/// </remarks>
internal static class KubernetesAgent
{
    public static AgentProcess Start(KubernetesTarget target, TargetSettings settings)
    {
        var kubectl = new Kubectl(target);
        var container = PodContainer.Find(target, kubectl);
        var reasons = new List<string>();
        return Try("exec", s => ShellAgent.Start(Exec(target.Text, container, container.Name), s))
            ?? Try("ephemeral container", s => EphemeralContainer.Start(target, container, kubectl, s with { KeepsAgent = false }))
            ?? Try("agent pod", s => AgentPod.Start(target, container, kubectl, s with { KeepsAgent = false }))
            ?? throw new TargetException($"{target}: no way to start an agent: {string.Join("; ", reasons)}");

        // What a way wrote that did not work is part of the reason.
        AgentProcess? Try(string way, Func<TargetSettings, AgentProcess> start)
        {
            var runs = false;
            try
            {
                var agent = start(settings with { Say = line => Say(line, runs) });
                runs = true;
                return agent;
            }
            catch (TargetException e)
            {
                var reason = $"{way}: {e.Message.Replace($"{target}: ", "", StringComparison.Ordinal)}";
                reasons.Add(reason);
                settings.Say($"{target}: not by {reason}");
                return null;
            }
        }

        void Say(string line, bool runs)
        {
            if (runs)
            {
                settings.Say(line);
            }
        }
    }

    /// <summary>A shell in a container of the pod.</summary>
    public static ShellWay Exec(string description, PodContainer place, string container) =>
        new(description, ["kubectl", "exec", "-i", "-n", place.Namespace, place.Pod, "-c", container, "--", "sh"])
        {
            CatchesInterrupt = true,
        };
}
