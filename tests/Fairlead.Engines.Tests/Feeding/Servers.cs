using System.Diagnostics;
using System.Reflection;

namespace Fairlead.Engines.Tests.Feeding;

/// <summary>The servers of tests/programs/feeder: each tells its clients whom it takes them for.</summary>
internal static class Servers
{
    private static readonly Lazy<string> s_go = new(() => Build("go", "build", "-o", Path.Combine(Built, "server"), Source("server.go")));
    private static readonly Lazy<string> s_java = new(() => Build("javac", "-d", Built, Source("Server.java")));
    private static readonly Lazy<string> s_built = new(() =>
    {
        var folder = Directory.CreateTempSubdirectory("fairlead-servers-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        return folder;
    });

    /// <summary>The program that runs them.</summary>
    public static string Feeder { get; } = Path.GetFullPath(Metadata("Feeder"));

    private static string Built => s_built.Value;

    public static void SkipUnless(string program) => Assert.SkipUnless(File.Exists(Tool(program)), $"needs {Tool(program)}");

    /// <summary>The command that serves at port 80.</summary>
    public static string[] Command(string program, string kind, string host, string folder) => program switch
    {
        "python" => ["/usr/bin/python3", Source("server.py"), kind, host, "80"],
        "node" => ["/usr/bin/node", Source("server.js"), kind, host, "80"],
        "go" => [Path.Combine(s_go.Value, "server"), kind, host, "80"],
        "java" => ["/usr/bin/java", "-cp", s_java.Value, "Server", kind, host, "80"],
        "dotnet" => [Feeder, "serve", kind, host, "80"],
        _ => ["/usr/sbin/nginx", "-c", Configuration(host, folder)],
    };

    private static string Tool(string program) => program switch
    {
        "python" => "/usr/bin/python3",
        "go" => "/usr/bin/go",
        "java" => "/usr/bin/javac",
        "node" => "/usr/bin/node",
        "dotnet" => Feeder,
        _ => "/usr/sbin/nginx",
    };

    private static string Configuration(string host, string folder)
    {
        var text = File.ReadAllText(Source("nginx.conf")).Replace("FOLDER", folder, StringComparison.Ordinal);
        var place = host == "::" ? "[::]:80 ipv6only=off" : $"{host}:80";
        var file = Path.Combine(folder, "nginx.conf");
        File.WriteAllText(file, text.Replace("HOST:80", place, StringComparison.Ordinal));
        return file;
    }

    private static string Source(string file) => Path.Combine(Metadata("Servers"), file);

    private static string Metadata(string key) =>
        typeof(Servers).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;

    private static string Build(string tool, params string[] arguments)
    {
        var start = new ProcessStartInfo($"/usr/bin/{tool}", arguments) { Environment = { ["CGO_ENABLED"] = "0" } };
        using var process = Process.Start(start)!;
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return Built;
    }
}
