using System.Diagnostics;
using System.Reflection;

namespace Fairlead.E2E.Harness;

/// <summary>
/// A copy of Fairlead and of the test programs in a folder that every user may read and that nobody rebuilds meanwhile.
/// </summary>
/// <remarks>
/// The folder goes when this process ends; what an earlier one that was killed left behind, at the start.
/// </remarks>
internal static class Installed
{
    private const string Prefix = "fairlead-e2e-";

    private static readonly Lazy<string> Made = new(Make);

    public static string Folder => Made.Value;

    /// <summary>The folder of the repository.</summary>
    public static string Root { get; } = typeof(Installed).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "RepositoryRoot").Value!;

    public static string Suite => Path.Combine(Root, "tests", "E2E");

    private static string Make()
    {
        RemoveStale();
        var folder = Path.Combine("/tmp", $"{Prefix}{Environment.ProcessId}");
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Remove(folder);
        Directory.CreateDirectory(folder);
        File.Copy(Path.Combine(Root, "fairlead"), Path.Combine(folder, "fairlead"));
        CopyAll(BuiltApp(), Path.Combine(folder, "artifacts", "fairlead"));
        if (Directory.Exists(Path.Combine(BuiltApp(), "agent")))
            CopyAll(Path.Combine(BuiltApp(), "agent"), Path.Combine(folder, "artifacts", "fairlead", "agent"));
        CopyAll(Path.Combine(Suite, "Programs"), Path.Combine(folder, "programs"));
        Compile(Path.Combine(Root, "tests", "programs", "stress"), Path.Combine(folder, "programs"));
        Compile(Path.Combine(Root, "tests", "programs", "reply"), Path.Combine(folder, "programs"));
        Shell("chmod", "-R", "a+rX", folder);
        return folder;
    }

    // With the cgroups of programs that have ended: nothing of Fairlead stays to remove them.
    private static void Remove(string folder)
    {
        Shell(Path.Combine(folder, "fairlead"), "gc");
        Directory.Delete(folder, recursive: true);
    }

    // The command under test: what FAIRLEAD says, else what the script at the root has built.
    private static string BuiltApp()
    {
        if (Environment.GetEnvironmentVariable("FAIRLEAD") is { Length: > 0 } set)
            return Path.GetDirectoryName(Path.GetFullPath(set))!;
        Shell(Path.Combine(Root, "fairlead"), "--version");
        return Path.Combine(Root, "artifacts", "fairlead");
    }

    private static void Compile(string sources, string folder)
    {
        foreach (var source in Directory.GetFiles(sources, "*.c"))
        {
            var program = Path.Combine(folder, Path.GetFileNameWithoutExtension(source));
            Shell("gcc", "-O1", "-std=gnu17", "-Wall", "-Wextra", "-Werror", "-pthread", source, "-o", program);
        }
    }

    private static void CopyAll(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.GetFiles(from))
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
    }

    private static void Shell(string command, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardOutput = true })!;
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{command} {string.Join(' ', arguments)}: status {process.ExitCode}");
    }

    // Another user's stays.
    private static void TryDelete(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (UnauthorizedAccessException)
        {
        }
    }

    private static void RemoveStale()
    {
        foreach (var folder in Directory.GetDirectories("/tmp", Prefix + "*"))
        {
            if (!Directory.Exists($"/proc/{folder.Split('-')[^1]}"))
                TryDelete(folder);
        }
    }
}
