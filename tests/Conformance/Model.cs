namespace Fairlead.Conformance;

/// <summary>What carries the rules; a column of the support table.</summary>
/// <param name="Name">Its name there.</param>
/// <param name="Words">What it adds to the words of <c>fairlead run</c>.</param>
/// <param name="Identity">Rules that have it look at every call it can, and match none.</param>
/// <param name="Needs">What the host must have, as in the head of a scenario.</param>
internal sealed record Engine(string Name, string Words, string Identity, string[] Needs)
{
    /// <summary>203.0.113.0/24 belongs to documentation, and no program has that name.</summary>
    private const string SeccompIdentity = """
        bind any 203.0.113.1:1 deny EACCES
        connect any 203.0.113.1:1 deny EACCES
        bind program nobody-has-it any any to 127.0.0.99 hide
        connect program nobody-has-it any any to 127.0.0.99 hide
        bind program nobody-has-it tcp any to unix:/mnt/never.sock

        """;

    private const string CgroupIdentity = """
        bind any 203.0.113.1:1 deny EACCES
        connect any 203.0.113.1:1 deny EACCES
        bind program nobody-has-it any any to 127.0.0.99 hide
        connect program nobody-has-it any any to 127.0.0.99 hide
        bind program nobody-has-it any any fake
        reply program nobody-has-it udp any

        """;

    private const string PreloadIdentity = """
        bind any 203.0.113.1:1 deny EACCES
        connect any 203.0.113.1:1 deny EACCES
        bind program nobody-has-it any any to 127.0.0.99 hide
        connect program nobody-has-it any any to 127.0.0.99 hide
        bind program nobody-has-it tcp any to unix:/mnt/never.sock
        connect program nobody-has-it tcp any to unix:/mnt/never.sock
        bind program nobody-has-it any any fake
        reply program nobody-has-it udp any

        """;

    public static IReadOnlyList<Engine> All { get; } =
    [
        new("cgroup", "--engine cgroup", CgroupIdentity, ["cgroups"]),
        new("seccomp", "--engine seccomp", SeccompIdentity, []),
        new("preload", "--engine preload", PreloadIdentity, []),
    ];

    /// <summary>Which of all engines it is.</summary>
    public int Order => All.TakeWhile(e => e != this).Count();

    public static Engine Named(string name) => All.Single(e => e.Name == name);
}

/// <summary>One meeting of the three; a cell of the support table.</summary>
internal sealed record Cell(Scenario Scenario, TestProgram Program, Engine Engine)
{
    /// <summary>The limit that says why this cell cannot pass; null where it can.</summary>
    public string? Limit => Bypass is not null ? null : Scenario.Limits
        .FirstOrDefault(l => l.Covers(Program.Name, Engine.Name))?.Id;

    /// <summary>The limit that says why the engine does not start the program, whatever the scenario; null: it does.</summary>
    public string? Refusal => Program.Refused.FirstOrDefault(l => l.Covers(Engine.Name))?.Id;

    /// <summary>The limit that says why the program's calls go past the engine, whatever the scenario; null: they do not.</summary>
    public string? Bypass => Program.Unseen.FirstOrDefault(l => l.Covers(Engine.Name))?.Id;

    /// <summary>Whether it runs under rules that match nothing, too.</summary>
    /// <remarks>
    /// With rules of its own a scenario does so once on each engine, and the builds of C take turns; of other programs, once
    /// for each, and the engines take turns.
    /// </remarks>
    public bool IsIdentityTurn => !Scenario.HasRules || (IsOneOfMany
        ? InTurn(TestProgram.All.Where(p => p.Kind == Program.Kind && (this with { Program = p }).Exists), Engine.Order) == Program
        : InTurn(Engine.All.Where(e => (this with { Engine = e }).Exists), Program.Order) == Engine);

    private bool IsOneOfMany => TestProgram.All.Count(p => p.Kind == Program.Kind && Scenario.RunsOn(p)) > 1;

    private bool Exists => Scenario.RunsOn(Program) && Scenario.IsFor(Engine) && Program.IsFor(Engine) && Refusal is null;

    private T InTurn<T>(IEnumerable<T> candidates, int start)
    {
        var all = candidates.ToList();
        return all[(Scenario.Order + start) % all.Count];
    }

    public static IEnumerable<Cell> All { get; } =
        from scenario in Scenario.All
        from program in TestProgram.All
        where scenario.RunsOn(program)
        from engine in Engine.All
        where scenario.IsFor(engine) && program.IsFor(engine)
        select new Cell(scenario, program, engine);
}

/// <summary>A heading of docs/limits.md, and the programs and engines that it holds for.</summary>
internal sealed record Limit(string Id, string Program, string? Engine)
{
    /// <summary>Reads <c>PROGRAM[@ENGINE] ID</c>.</summary>
    public static Limit Parse(string text)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var where = words[0].Split('@');
        return new Limit(words[1], where[0], where.Length > 1 ? where[1] : null);
    }

    public bool Covers(string program, string engine) =>
        Glob.Matches(Program, program) && (Engine is null || Engine == engine);
}

/// <summary>A heading of docs/limits.md that holds for a program on an engine, in every scenario.</summary>
internal sealed record ProgramLimit(string Engine, string Id)
{
    /// <summary>Reads <c>ENGINE ID</c>.</summary>
    public static ProgramLimit Parse(string text) =>
        text.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var engine, var id] ? new(engine, id) : throw new FormatException(text);

    public bool Covers(string engine) => Engine == engine;
}

/// <summary>Names with a * at the end.</summary>
internal static class Glob
{
    public static bool Matches(string pattern, string name) =>
        pattern.EndsWith('*') ? name.StartsWith(pattern[..^1], StringComparison.Ordinal) : pattern == name;
}
