using Fairlead.Engines.Launch;
using Fairlead.Linux;

namespace Fairlead.Engines.Preload;

/// <summary>libfairlead.so, as the loader finds it: ld.so(8).</summary>
public static class PreloadLibrary
{
    /// <summary>The variable that names libraries to load before all others.</summary>
    private const string Variable = "LD_PRELOAD";

    /// <summary>The file, beside the one that runs.</summary>
    public static string File { get; } = Path.Combine(AppContext.BaseDirectory, "libfairlead.so");

    /// <summary>Why it cannot be loaded; null: it can.</summary>
    public static string? WhyNot() =>
        File.AsSpan().IndexOfAny(" \t\n:$") >= 0
            ? $"{File}: the loader takes no blank, colon or dollar sign in {Variable}: install Fairlead in another folder"
        : Libc.access(Libc.CString(File), Libc.R_OK) switch
        {
            Errno.None => null,
            Errno.ENOENT => "libfairlead.so is not beside fairlead: install binutils (objcopy, ld) and build again",
            var errno => $"{File} cannot be read: {errno}",
        };

    /// <summary>Makes the library the first of those that are preloaded; others stay, behind it.</summary>
    public static void AddTo(ProgramEnvironment environment)
    {
        var ours = ByteText.FromPeople(File);
        var all = ours;
        foreach (var other in (environment.Get(Variable) ?? "").Split(' ', ':'))
        {
            all += other.Length == 0 || other == ours ? "" : $":{other}";
        }
        environment.Set(Variable, all);
    }
}
