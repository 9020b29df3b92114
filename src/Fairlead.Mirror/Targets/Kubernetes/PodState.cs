using System.Text.Json;

namespace Fairlead.Mirror.Targets.Kubernetes;

/// <summary>What a container's status says.</summary>
internal static class PodState
{
    private static readonly string[] s_hopeless =
    [
        "ErrImage", "ImagePullBackOff", "InvalidImageName", "ImageInspectError", "CreateContainer", "RunContainerError",
    ];

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

    /// <summary>Whether one with such a text will not run, however long one waits.</summary>
    /// <remarks>An image that could not be had at once is tried again and again; whoever waits for a session is told instead.</remarks>
    public static bool IsHopeless(string text) =>
        text == "terminated" || Array.Exists(s_hopeless, reason => text.StartsWith($"waiting: {reason}", StringComparison.Ordinal));
}
