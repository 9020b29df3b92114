using System.Diagnostics;

namespace Fairlead.Engines.Tests.Hosting;

/// <summary>Programs of every kind that the preload engine tells apart, made by the tools that make such programs.</summary>
public sealed class SamplePrograms : IDisposable
{
    private const string GoSource = """
        package main
        import ("fmt"; "net")
        func main() { _, e := net.LookupHost("localhost"); fmt.Println(e) }
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("fairlead-programs-").FullName;

    /// <summary>Makes a C program once, and gives its file.</summary>
    public string C(string compiler, params string[] flags)
    {
        var source = Source("c.c", "int main(void) { return 0; }");
        var program = Path.Combine(_folder, $"{compiler}{string.Concat(flags).Replace('/', '_')}");
        return File.Exists(program) ? program : Make(program, compiler, [.. flags, source, "-o", program]);
    }

    /// <summary>Makes a Go program.</summary>
    /// <param name="usesC">Whether it is linked with the C library, so that it is dynamic.</param>
    /// <param name="linkerFlags">What the linker is told.</param>
    public string Go(bool usesC, string linkerFlags)
    {
        var program = Path.Combine(_folder, $"go{usesC}{linkerFlags}");
        return Make(
            program, "env", $"CGO_ENABLED={(usesC ? 1 : 0)}", $"GOCACHE={_folder}/cache", "GO111MODULE=off", "GOFLAGS=", "go", "build",
            $"-ldflags={linkerFlags}", "-o", program, Source("go.go", GoSource));
    }

    /// <summary>Writes a file that may be executed.</summary>
    public string Script(string text)
    {
        var script = Source($"script{Directory.GetFiles(_folder).Length}", text);
        File.SetUnixFileMode(script, (UnixFileMode)Convert.ToInt32("755", 8));
        return script;
    }

    private static string Make(string made, string command, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{command} {string.Join(' ', arguments)}: {errors}");
        return made;
    }

    // What go leaves in its cache may not be written to.
    public void Dispose() => Make(_folder, "sh", "-c", $"chmod -R u+w {_folder} && rm -r {_folder}");

    private string Source(string name, string text)
    {
        var file = Path.Combine(_folder, name);
        File.WriteAllText(file, text);
        return file;
    }
}
