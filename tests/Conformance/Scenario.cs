namespace Fairlead.Conformance;

/// <summary>One file of Scenarios/: what it shows, the rules, the steps, and what they print under the rules.</summary>
/// <remarks>
/// The file is a shell script in the vocabulary of Sandbox/steps.sh. Its head says:
/// <code>
///     # TITLE
///     #
///     # rules:    one rule; the line may be repeated, or left out: then no run has rules but the identity run
///     # options:  further words for fairlead run, under rules only
///     # programs: names (a * at the end), or @WHAT for all that can do WHAT, or -NAME to leave one out
///     # engines:  names, where it shows what only they do; a neighbour may show what the others do instead
///     # limit:    PROGRAM[@ENGINE] ID, where a heading of docs/limits.md says why it cannot work
///     # needs:    commands, or "root"; "cgroups": it may make some
///     # neutral:  why the bare run may print the same; else that is a mistake
///     # unlike:   why a run under rules that match nothing may differ from the bare run; else that is a mistake
///     # score:    what is counted, where each line tells of one whether it passes; the support table says how many do
///     # why:      why the other ones do not; the line may be repeated
///     # timeout:  seconds for one run, where the default is too short
/// </code>
/// What the steps print under the rules stands below each of them in lines that begin with <c>#></c>.
/// </remarks>
internal sealed class Scenario
{
    private static readonly string Folder = Path.Combine(Paths.Suite, "Scenarios");

    private Scenario(string file)
    {
        var lines = System.IO.File.ReadAllLines(file);
        var header = Header.Read(lines);
        File = file;
        Name = Path.ChangeExtension(Path.GetRelativePath(Folder, file), null);
        Title = header.Title;
        Rules = [.. header.All("rules")];
        Options = string.Join(' ', header.All("options"));
        Programs = header.Words("programs");
        Engines = header.Words("engines");
        Needs = header.Words("needs");
        UnlikeBare = header.One("unlike") is not null;
        Neutral = header.One("neutral") is not null;
        Score = header.One("score");
        Why = string.Join(' ', header.All("why"));
        Limits = [.. header.All("limit").Select(Limit.Parse)];
        Timeout = TimeSpan.FromSeconds(int.Parse(header.One("timeout") ?? "60"));
        Expected = string.Concat(lines.Where(l => l.StartsWith("#>", StringComparison.Ordinal)).Select(l => l[2..].Trim() + "\n"));
    }

    /// <summary>All scenarios, in the order of their names.</summary>
    public static IReadOnlyList<Scenario> All { get; } =
    [
        .. Directory.EnumerateFiles(Folder, "*.sh", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal).Select((f, i) => new Scenario(f) { Order = i }),
    ];

    /// <summary>What a program shows that an engine cannot reach.</summary>
    public static Scenario Refusal { get; } = new(Path.Combine(Paths.Suite, "Sandbox", "refused.sh"));

    public string File { get; }

    /// <summary>Which of all scenarios it is.</summary>
    public int Order { get; private init; }

    /// <summary>Its folder and name, as in <c>bind/to-address</c>.</summary>
    public string Name { get; }

    public string Group => Path.GetDirectoryName(Name)!;

    public string Title { get; }

    public IReadOnlyList<string> Rules { get; }

    public string Options { get; }

    public IReadOnlyList<string> Programs { get; }

    /// <summary>The engines that it is for; none named: all.</summary>
    public IReadOnlyList<string> Engines { get; }

    public IReadOnlyList<string> Needs { get; }

    public IReadOnlyList<Limit> Limits { get; }

    public TimeSpan Timeout { get; }

    /// <summary>What the lines that it prints are about, where they are counted.</summary>
    public string? Score { get; }

    /// <summary>Why not all of them pass.</summary>
    public string Why { get; }

    /// <summary>What is printed under the rules.</summary>
    public string Expected { get; }

    /// <summary>Whether there are rules to run under: some scenarios only show that nothing changes.</summary>
    public bool HasRules => Rules.Count > 0 || Options.Length > 0;

    /// <summary>Whether the rules are meant to change nothing that the steps see.</summary>
    public bool Neutral { get; }

    /// <summary>Whether even rules that match nothing change what the steps see.</summary>
    public bool UnlikeBare { get; }

    public static Scenario Named(string name) => All.Single(s => s.Name == name);

    public bool RunsOn(TestProgram program) =>
        Programs.Any(p => p.StartsWith('@') ? program.Does.Contains(p[1..]) : Glob.Matches(p, program.Name))
        && !Programs.Any(p => p.StartsWith('-') && Glob.Matches(p[1..], program.Name));

    public bool IsFor(Engine engine) => Engines.Count == 0 || Engines.Contains(engine.Name);
}
