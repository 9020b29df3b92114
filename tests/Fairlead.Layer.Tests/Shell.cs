using System.Diagnostics;
using System.Reflection;

namespace Fairlead.Layer.Tests;

/// <summary>Commands of the build, and what they said.</summary>
internal static class Shell
{
    /// <summary>The folder of the repository.</summary>
    public static string Root { get; } = typeof(Shell).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "RepositoryRoot").Value!;

    public static string Source => Path.Combine(Root, "src", "Fairlead.Layer");

    public static (int Status, string Said) Run(string folder, string command, params string[] arguments)
    {
        var start = new ProcessStartInfo(command, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var said = process.StandardOutput.ReadToEnd() + errors.Result;
        process.WaitForExit();
        return (process.ExitCode, said);
    }

    public static string MustRun(string folder, string command, params string[] arguments)
    {
        var (status, said) = Run(folder, command, arguments);
        Assert.True(status == 0, $"{command} {string.Join(' ', arguments)}: status {status}\n{said}");
        return said;
    }
}

/// <summary>A folder that goes when the test ends.</summary>
internal sealed class Folder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("fairlead-layer-").FullName;

    public string Write(string name, string text)
    {
        var file = System.IO.Path.Combine(Path, name);
        File.WriteAllText(file, text);
        return file;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
