using System.Globalization;
using System.Text;
using Fairlead.Bpf.Extended;
using Fairlead.Engines.Cgroup.Kernel;
using Fairlead.Rules.Resolution;

namespace Fairlead.Engines.Cgroup;

/// <summary>What a rule set says of itself, in a map that lives as long as its programs: there is no file that could differ.</summary>
/// <param name="Number">Its number: see <see cref="RuleSet.Number"/>.</param>
/// <param name="Since">When it was loaded.</param>
/// <param name="Rules">The rules, as they were written.</param>
internal sealed record RuleSetText(uint Number, DateTimeOffset Since, string[] Rules)
{
    /// <summary>The name of the map.</summary>
    public const string MapName = "fairlead";

    private const string Format = "fairlead rules 1";

    /// <summary>The map of a rule set: one value, the lines of its text.</summary>
    public static MapImage Image(uint number, ResolvedRule[] rules)
    {
        var text = new StringBuilder();
        text.Append(Format).Append('\n');
        text.Append(number.ToString(CultureInfo.InvariantCulture)).Append('\n');
        text.Append(DateTimeOffset.UtcNow.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)).Append('\n');
        foreach (var rule in rules)
        {
            text.Append(rule.Source.Text.AsSpan().Trim()).Append('\n');
        }
        var bytes = Encoding.UTF8.GetBytes(text.ToString());
        return new MapImage(
            new MapDefinition(MapName, MapKind.Array, sizeof(uint), bytes.Length, 1), 1, new byte[sizeof(uint)], bytes);
    }

    /// <summary>Reads the map; null where another version of Fairlead, or another program, has made it.</summary>
    public static RuleSetText? Read(LoadedMap map)
    {
        var bytes = new byte[map.Definition.ValueSize];
        if (map.Definition.KeySize != sizeof(uint) || !map.TryLookup(new byte[sizeof(uint)], bytes))
        {
            return null;
        }
        var lines = Encoding.UTF8.GetString(bytes).TrimEnd('\0', '\n').Split('\n');
        return lines.Length > 3 && lines[0] == Format
            && uint.TryParse(lines[1], CultureInfo.InvariantCulture, out var number)
            && long.TryParse(lines[2], CultureInfo.InvariantCulture, out var since)
                ? new RuleSetText(number, DateTimeOffset.FromUnixTimeSeconds(since), lines[3..])
                : null;
    }
}
