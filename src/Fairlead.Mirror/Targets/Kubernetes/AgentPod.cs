using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Fairlead.Mirror.Targets.Kubernetes;

/// <summary>An agent in a privileged pod of its own, on the node of the target.</summary>
internal static class AgentPod
{
    private const string Label = "app.kubernetes.io/name";
    private const string LabelValue = "fairlead-agent";

    // It ends by itself long before; this is for a node that is cut off.
    private const int MostSeconds = 7 * 24 * 3600;

    public static AgentProcess Start(KubernetesTarget target, PodContainer container, Kubectl kubectl, TargetSettings settings)
    {
        RemoveEnded(container.Namespace);
        var name = StayingShell.NewName();
        kubectl.Run(["create", "-f", "-"], Manifest(name, container, settings.AgentImage).ToJsonString());
        try
        {
            WaitFor(name, container.Namespace, kubectl);
            var way = KubernetesAgent.Exec(target.Text, container with { Pod = name }, "agent") with { Container = container.Id };
            return ShellAgent.Start(way, settings) with { Remove = () => Remove(name, container.Namespace) };
        }
        catch (TargetException)
        {
            Remove(name, container.Namespace);
            throw;
        }
    }

    private static void Remove(string name, string place) =>
        CommandOutput.Of("kubectl", "delete", "pod", name, "-n", place, "--wait=false");

    // Of sessions that were killed.
    private static void RemoveEnded(string place)
    {
        foreach (var phase in (ReadOnlySpan<string>)["Succeeded", "Failed"])
        {
            CommandOutput.Of("kubectl", "delete", "pods", "-n", place, "-l", $"{Label}={LabelValue}",
                "--field-selector", $"status.phase={phase}", "--wait=false");
        }
    }

    private static void WaitFor(string name, string place, Kubectl kubectl)
    {
        var watch = Stopwatch.StartNew();
        while (State(kubectl.Get("pod", name, "-n", place)) is var state && state != "running")
        {
            if (watch.Elapsed > StayingShell.Patience || PodState.IsHopeless(state))
            {
                throw new TargetException($"the pod {name} does not run, it is {state}");
            }
            Thread.Sleep(StayingShell.Interval);
        }
    }

    private static string State(JsonElement pod)
    {
        var status = pod.GetProperty("status");
        return status.TryGetProperty("containerStatuses", out var all) && all.GetArrayLength() > 0
            ? PodState.Text(all[0])
            : $"{status.GetProperty("phase").GetString()}";
    }

    private static JsonObject Manifest(string name, PodContainer container, string image) => new()
    {
        ["apiVersion"] = "v1",
        ["kind"] = "Pod",
        ["metadata"] = new JsonObject
        {
            ["name"] = name,
            ["namespace"] = container.Namespace,
            ["labels"] = new JsonObject { [Label] = LabelValue },
        },
        ["spec"] = new JsonObject
        {
            ["nodeName"] = container.Node,
            ["hostPID"] = true,
            ["restartPolicy"] = "Never",
            ["activeDeadlineSeconds"] = MostSeconds,
            ["terminationGracePeriodSeconds"] = 0,
            ["automountServiceAccountToken"] = false,
            ["tolerations"] = new JsonArray(new JsonObject { ["operator"] = "Exists" }),
            ["containers"] = new JsonArray(new JsonObject
            {
                ["name"] = "agent",
                ["image"] = image,
                ["imagePullPolicy"] = "IfNotPresent",
                ["command"] = new JsonArray("sh", "-c", StayingShell.Script),
                ["securityContext"] = new JsonObject { ["privileged"] = true },
            }),
        },
    };
}
