namespace Fairlead.Conformance;

/// <summary>One file of Programs/: a real program, and how a scenario has it serve or ask.</summary>
/// <remarks>
/// The file is a piece of shell that defines serve_tcp, fetch_tcp and their like. Its head says:
/// <code>
///     # title:   its name in the support table
///     # does:    what a scenario can ask of it
///     # needs:   commands, or files that the build of tests/programs makes
///     # engines: names, where only they can tell it from another program
///     # refused: ENGINE ID, where a heading of docs/limits.md says why the engine does not start it
///     # unseen:  ENGINE ID, where one says why its calls go past the engine
/// </code>
/// </remarks>
internal sealed class TestProgram
{
    private TestProgram(string file)
    {
        var header = Header.Read(System.IO.File.ReadAllLines(file));
        File = file;
        Name = Path.GetFileNameWithoutExtension(file);
        Title = header.One("title")!;
        Does = header.Words("does");
        Needs = header.Words("needs");
        Engines = header.Words("engines");
        Refused = [.. header.All("refused").Select(ProgramLimit.Parse)];
        Unseen = [.. header.All("unseen").Select(ProgramLimit.Parse)];
    }

    /// <summary>All programs, in the order of their names.</summary>
    public static IReadOnlyList<TestProgram> All { get; } =
    [
        .. Directory.EnumerateFiles(Path.Combine(Paths.Suite, "Programs"), "*.sh")
            .Order(StringComparer.Ordinal).Select((f, i) => new TestProgram(f) { Order = i }),
    ];

    public string File { get; }

    /// <summary>Which of all programs it is.</summary>
    public int Order { get; private init; }

    public string Name { get; }

    public string Title { get; }

    /// <summary>What it is a build of: "C, static" is of the kind C.</summary>
    public string Kind => Title.Split(',')[0];

    public IReadOnlyList<string> Does { get; }

    public IReadOnlyList<string> Needs { get; }

    /// <summary>The engines that it is for; none named: all.</summary>
    public IReadOnlyList<string> Engines { get; }

    /// <summary>The engines that do not start it.</summary>
    public IReadOnlyList<ProgramLimit> Refused { get; }

    /// <summary>The engines that its calls go past.</summary>
    public IReadOnlyList<ProgramLimit> Unseen { get; }

    public bool IsFor(Engine engine) => Engines.Count == 0 || Engines.Contains(engine.Name);

    public static TestProgram Named(string name) => All.Single(p => p.Name == name);
}
