using System.Text.Json;

namespace Fairlead.Mirror.Targets.Kubernetes;

/// <summary>A container of a pod that runs.</summary>
/// <param name="Namespace">The pod's namespace.</param>
/// <param name="Pod">The pod's name.</param>
/// <param name="Node">The node that it runs on.</param>
/// <param name="Name">The container's name.</param>
/// <param name="Id">The container's id, as it stands in /proc/PID/cgroup on the node.</param>
internal sealed record PodContainer(string Namespace, string Pod, string Node, string Name, string Id)
{
    private const string DefaultContainer = "kubectl.kubernetes.io/default-container";

    /// <summary>Finds the container that a target names.</summary>
    /// <exception cref="TargetException">There is none, or it does not run.</exception>
    public static PodContainer Find(KubernetesTarget target, Kubectl kubectl)
    {
        string[] place = target.Namespace is { } name ? ["-n", name] : [];
        var pod = target.Kind == "pod"
            ? kubectl.Get(["pod", target.Name, .. place])
            : OfDeployment(target, kubectl, kubectl.Get(["deployment", target.Name, .. place]));
        return Of(target, pod);
    }

    private static JsonElement OfDeployment(KubernetesTarget target, Kubectl kubectl, JsonElement deployment)
    {
        var selector = PodSelector.Text(deployment.GetProperty("spec").GetProperty("selector"));
        var place = deployment.GetProperty("metadata").GetProperty("namespace").GetString()!;
        var running = kubectl.Get("pods", "-n", place, "-l", selector).GetProperty("items").EnumerateArray()
            .Where(pod => Phase(pod) == "Running" && !pod.GetProperty("metadata").TryGetProperty("deletionTimestamp", out _))
            .OrderBy(pod => pod.GetProperty("metadata").GetProperty("name").GetString(), StringComparer.Ordinal)
            .ToArray();
        return running.Length > 0
            ? running[0]
            : throw new TargetException($"{target}: no pod of the deployment runs (labels {selector})");
    }

    private static PodContainer Of(KubernetesTarget target, JsonElement pod)
    {
        var (metadata, spec) = (pod.GetProperty("metadata"), pod.GetProperty("spec"));
        var podName = metadata.GetProperty("name").GetString()!;
        if (Phase(pod) is var phase && phase != "Running")
        {
            throw new TargetException($"{target}: pod {podName} does not run, it is {phase}");
        }
        var names = spec.GetProperty("containers").EnumerateArray().Select(c => c.GetProperty("name").GetString()!).ToArray();
        var name = target.Container ?? Default(metadata) ?? names[0];
        var id = RunningId(pod, name) ?? throw new TargetException(names.Contains(name)
            ? $"{target}: container {name} of pod {podName} does not run"
            : $"{target}: found container '{name}', expected one of pod {podName}: {string.Join(", ", names)}");
        return new PodContainer(metadata.GetProperty("namespace").GetString()!, podName, spec.GetProperty("nodeName").GetString()!, name, id);
    }

    private static string? Phase(JsonElement pod) => pod.GetProperty("status").GetProperty("phase").GetString();

    private static string? Default(JsonElement metadata) =>
        metadata.TryGetProperty("annotations", out var all) && all.TryGetProperty(DefaultContainer, out var name)
            ? name.GetString()
            : null;

    // containerd://HEX
    private static string? RunningId(JsonElement pod, string name)
    {
        foreach (var status in pod.GetProperty("status").GetProperty("containerStatuses").EnumerateArray())
        {
            if (status.GetProperty("name").GetString() == name && status.GetProperty("state").TryGetProperty("running", out _))
            {
                return status.GetProperty("containerID").GetString()!.Split("//")[^1];
            }
        }
        return null;
    }
}
