using System.Text.Json;

namespace Fairlead.Mirror.Targets.Kubernetes;

/// <summary>The user's own kubectl, with the authentication and the context that it has.</summary>
/// <param name="target">For whom; errors begin with it.</param>
internal sealed class Kubectl(Target target)
{
    /// <summary>Asks for an object, or a list of them.</summary>
    /// <exception cref="TargetException">It is not there, or may not be asked for.</exception>
    public JsonElement Get(params string[] words)
    {
        using var document = JsonDocument.Parse(Run(["get", .. words, "-o", "json"]));
        return document.RootElement.Clone();
    }

    /// <summary>Runs a command of it that must succeed.</summary>
    public string Run(string[] words, string input = "")
    {
        var answer = CommandOutput.Of(input, ["kubectl", .. words]);
        return answer.Status == 0
            ? answer.Text
            : throw new TargetException($"{target}: kubectl {words[0]} ended with status {answer.Status}: {answer.Error}");
    }

    /// <summary>Whether a command of it has an option.</summary>
    public static bool Has(string command, string option) =>
        CommandOutput.Of("kubectl", command, "--help").Text.Contains(option, StringComparison.Ordinal);
}
