using System.Reflection;

namespace Fairlead.Conformance;

/// <summary>Where things are. All that the suite makes is under <see cref="Work"/>.</summary>
internal static class Paths
{
    public static string Root { get; } = Metadata("RepositoryRoot");

    public static string Work { get; } = Path.Combine(Path.GetFullPath(Metadata("ArtifactsPath")), "conformance");

    public static string Suite { get; } = Path.Combine(Root, "tests", "Conformance");

    public static string Sources { get; } = Path.Combine(Root, "tests", "programs");

    public static string Built { get; } = Path.Combine(Work, "bin");

    /// <summary>The command under test: what FAIRLEAD says, else a copy of the one at the root (Host.cs).</summary>
    public static string Fairlead { get; } = IsChosen ? Path.GetFullPath(Chosen!) : Path.Combine(Work, "fairlead", "fairlead");

    /// <summary>Whether the caller said which command.</summary>
    public static bool IsChosen => Chosen is { Length: > 0 };

    private static string? Chosen => Environment.GetEnvironmentVariable("FAIRLEAD");

    public static string FromRoot(params string[] parts) => Path.Combine([Root, .. parts]);

    private static string Metadata(string key) => typeof(Paths).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;
}
