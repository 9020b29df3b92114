namespace Fairlead.Conformance;

/// <summary>The titles of programs, for the support table.</summary>
internal static class ProgramNames
{
    /// <summary>The titles; where all programs of a kind are there ("C, static" is of the kind C), the kind alone.</summary>
    /// <param name="programs">The programs.</param>
    /// <param name="isMeant">The engines that are spoken of: a program that is for others only is not missed.</param>
    public static string Of(IEnumerable<TestProgram> programs, Func<Engine, bool> isMeant)
    {
        var names = programs.Distinct().GroupBy(p => p.Kind).SelectMany(kind => kind.Count() == CountOf(kind.Key, isMeant)
            ? [kind.Key] : kind.Select(p => p.Title));
        return string.Join("; ", names.Order(StringComparer.OrdinalIgnoreCase));
    }

    private static int CountOf(string kind, Func<Engine, bool> isMeant) =>
        TestProgram.All.Count(p => p.Kind == kind && Engine.All.Any(e => isMeant(e) && p.IsFor(e)));
}
