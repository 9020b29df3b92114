using System.Text.Json;

namespace Fairlead.Cli.Forwarding;

/// <summary>What this host's routing says of marked packets: ip-rule(8), ip-route(8).</summary>
internal static class HostRouting
{
    /// <summary>The marks that a rule is for, each with the table that it leads to.</summary>
    /// <param name="family">4 or 6.</param>
    public static IEnumerable<(string Mark, string Table)> MarkRules(int family) =>
        from rule in Show(family, "rule", "show")
        where Text(rule, "fwmark") is not null && Text(rule, "table") is not null
        select (Text(rule, "fwmark"), Text(rule, "table"));

    /// <summary>Whether a table delivers every address to this host.</summary>
    public static bool DeliversHere(int family, string table) => Show(family, "route", "show", "table", table).Exists(
        route => Text(route, "type") == "local" && Text(route, "dst") == "default");

    // A table that is not there is no error of ours: it has no routes.
    private static List<JsonElement> Show(int family, params string[] what)
    {
        var (status, output, _) = SystemProgram.Run("ip", "iproute2", [$"-{family}", "-j", .. what]);
        if (status != 0 || !output.StartsWith('[') || output.Length < 3)
        {
            return [];
        }
        using var document = JsonDocument.Parse(output);
        return [.. document.RootElement.Clone().EnumerateArray()];
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) ? value.GetString() : null;
}
