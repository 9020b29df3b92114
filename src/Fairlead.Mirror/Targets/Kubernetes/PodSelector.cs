using System.Text.Json;

namespace Fairlead.Mirror.Targets.Kubernetes;

/// <summary>A label selector of an object, in the words of <c>kubectl get -l</c>.</summary>
internal static class PodSelector
{
    public static string Text(JsonElement selector)
    {
        var terms = new List<string>();
        if (selector.TryGetProperty("matchLabels", out var labels))
        {
            terms.AddRange(labels.EnumerateObject().Select(label => $"{label.Name}={label.Value.GetString()}"));
        }
        if (selector.TryGetProperty("matchExpressions", out var expressions))
        {
            terms.AddRange(expressions.EnumerateArray().Select(Term));
        }
        return string.Join(',', terms);
    }

    private static string Term(JsonElement expression)
    {
        var key = expression.GetProperty("key").GetString();
        return expression.GetProperty("operator").GetString() switch
        {
            "Exists" => $"{key}",
            "DoesNotExist" => $"!{key}",
            var word => $"{key} {word!.ToLowerInvariant()} ({string.Join(',', Values(expression))})",
        };
    }

    private static IEnumerable<string?> Values(JsonElement expression) =>
        expression.GetProperty("values").EnumerateArray().Select(value => value.GetString());
}
