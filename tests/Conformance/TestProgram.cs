namespace Fairlead.Conformance;

/// <summary>One file of Programs/: a real program, and how a scenario has it serve or ask.</summary>
/// <remarks>
/// The file is a piece of shell that defines serve_tcp, fetch_tcp and their like. Its head says:
/// <code>
///     # title: its name in the support table
///     # does:  what a scenario can ask of it
///     # needs: commands, or files that the build of tests/programs makes
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
    }

    /// <summary>All programs, in the order of their names.</summary>
    public static IReadOnlyList<TestProgram> All { get; } =
    [
        .. Directory.EnumerateFiles(Path.Combine(Paths.Suite, "Programs"), "*.sh")
            .Order(StringComparer.Ordinal).Select(f => new TestProgram(f)),
    ];

    public string File { get; }

    public string Name { get; }

    public string Title { get; }

    public IReadOnlyList<string> Does { get; }

    public IReadOnlyList<string> Needs { get; }

    public static TestProgram Named(string name) => All.Single(p => p.Name == name);
}
