using System.Runtime.CompilerServices;
using System.Text;
using Fairlead.Bpf.Extended;
using Fairlead.Engines.Cgroup.Compile;

namespace Fairlead.Engines.Tests.Cgroup.Compile;

/// <summary>What each kind of rule becomes, instruction by instruction: Listings/NAME.txt.</summary>
/// <remarks>
/// A file begins with lines of `# rule:` and one of `# hooks:`; what stands below is made by Fairlead. After a wanted change,
/// FAIRLEAD_WRITE_LISTINGS=1 writes the files anew: read the difference.
/// </remarks>
public sealed class ListingTests
{
    private const string RulePrefix = "# rule: ", HooksPrefix = "# hooks: ";

    public static TheoryData<string> Names =>
        [.. Directory.GetFiles(Folder(), "*.txt").Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Rules_become_these_instructions(string name)
    {
        var file = Path.Combine(Folder(), name + ".txt");
        var lines = File.ReadAllLines(file);
        string[] rules = [.. lines.Where(l => l.StartsWith(RulePrefix, StringComparison.Ordinal)).Select(l => l[RulePrefix.Length..])];
        var hooks = lines.Single(l => l.StartsWith(HooksPrefix, StringComparison.Ordinal));
        var expected = File.ReadAllText(file);
        var actual = Render(rules, hooks);
        if (Environment.GetEnvironmentVariable("FAIRLEAD_WRITE_LISTINGS") == "1")
        {
            File.WriteAllText(file, actual);
            return;
        }
        Assert.Equal(expected, actual);
    }

    [Fact]
    public void A_rule_set_always_becomes_the_same_bytes()
    {
        var lines = File.ReadAllLines(Path.Combine(Folder(), "connect-to-from.txt"));
        string[] rules = [.. lines.Where(l => l.StartsWith(RulePrefix, StringComparison.Ordinal)).Select(l => l[RulePrefix.Length..])];
        Assert.Equal(Render(rules, "# hooks: connect4 connect6"), Render(rules, "# hooks: connect4 connect6"));
    }

    private static string Render(string[] rules, string hooks)
    {
        var text = new StringBuilder();
        foreach (var rule in rules)
        {
            text.Append(RulePrefix).Append(rule).Append('\n');
        }
        text.Append(hooks).Append('\n');
        var resolved = RandomRules.Resolve(rules);
        var compiled = RuleCompiler.Compile(resolved, new RuleMaps(resolved.Length), 1, logs: false);
        foreach (var hook in hooks[HooksPrefix.Length..].Split(' '))
        {
            var program = compiled.Programs.Single(p => p.Hook.Name == hook).Program;
            text.Append('\n').Append(hook).Append(":\n").Append(Disassembler.Listing(program));
        }
        return text.ToString();
    }

    private static string Folder([CallerFilePath] string file = "") => Path.Combine(Path.GetDirectoryName(file)!, "Listings");
}
