using System.Diagnostics;
using System.Text.Json;

namespace Fairlead.Mirror.Targets.Kubernetes;

/// <summary>An agent in a container that is added to the pod.</summary>
internal static class EphemeralContainer
{
    public static AgentProcess Start(KubernetesTarget target, PodContainer container, Kubectl kubectl, TargetSettings settings)
    {
        var isPrivileged = Kubectl.Has("debug", "--profile");
        if (settings.Privilege == AgentPrivilege.Capture && !isPrivileged)
        {
            throw new TargetException("this kubectl cannot give it privileges (debug --profile is of 1.27)");
        }
        var name = StayingShell.NewName();
        kubectl.Run(
        [
            "debug", "-n", container.Namespace, container.Pod, "-c", name, $"--image={settings.AgentImage}",
            $"--target={container.Name}", .. isPrivileged ? (string[])["--profile=sysadmin"] : [],
            "--", "sh", "-c", StayingShell.Script,
        ]);
        WaitFor(name, container, kubectl);
        return ShellAgent.Start(
            KubernetesAgent.Exec(target.Text, container, name) with { Arguments = ["--pid", "1"] }, settings);
    }

    private static void WaitFor(string name, PodContainer container, Kubectl kubectl)
    {
        var watch = Stopwatch.StartNew();
        while (State(name, kubectl.Get("pod", container.Pod, "-n", container.Namespace)) is var state && state != "running")
        {
            if (watch.Elapsed > StayingShell.Patience || PodState.IsHopeless(state))
            {
                throw new TargetException($"the container {name} does not run, it is {state}");
            }
            Thread.Sleep(StayingShell.Interval);
        }
    }

    private static string State(string name, JsonElement pod)
    {
        if (!pod.GetProperty("status").TryGetProperty("ephemeralContainerStatuses", out var all))
        {
            return "not started";
        }
        var mine = all.EnumerateArray().FirstOrDefault(c => c.GetProperty("name").GetString() == name);
        return mine.ValueKind == JsonValueKind.Object ? PodState.Text(mine) : "not started";
    }
}
