using System.Text.Json;

namespace Fairlead.Mirror.Targets.Kubernetes;

/// <summary>What a container's status says.</summary>
internal static class PodState
{
    /// <summary><c>running</c>, <c>terminated</c>, or <c>waiting</c> with its reason.</summary>
    public static string Text(JsonElement status)
    {
        foreach (var state in status.GetProperty("state").EnumerateObject())
        {
            var reason = state.Value.TryGetProperty("reason", out var word) ? $": {word.GetString()}" : "";
            var message = state.Value.TryGetProperty("message", out var text) ? $", {text.GetString()}" : "";
            return state.Name == "waiting" ? $"{state.Name}{reason}{message}" : state.Name;
        }
        return "not started";
    }
}
