using System.Diagnostics;
using Fairlead.E2E.Harness;

namespace Fairlead.E2E.Mirror;

/// <summary>
/// Servers of several languages that tell each client whom they take it for (twice), and what their own name is to it.
/// </summary>
/// <remarks>Those of tests/programs/feeder, and Kestrel. All listen on port 8080 of every address, with one socket.</remarks>
internal static class ServerPrograms
{
    private static readonly string s_folder = Path.Combine(Installed.Folder, "programs");
    private static readonly string s_sources = Path.Combine(Installed.Root, "tests", "programs", "feeder", "servers");

    private static readonly Lazy<string> s_go = new(() =>
        Compile("go", $"{s_folder}/go-server", "build", "-o", $"{s_folder}/go-server", $"{s_sources}/server.go"));
    private static readonly Lazy<string> s_java = new(() => Compile("javac", s_folder, "-d", s_folder, $"{s_sources}/Server.java"));
    private static readonly Lazy<string> s_kestrel = new(() => Compile(
        "dotnet", $"{s_folder}/kestrel/kestrel", "build", $"{s_folder}/kestrel.csproj", "-o", $"{s_folder}/kestrel", "-v", "q", "--nologo",
        "-nodeReuse:false", "-p:UseSharedCompilation=false", "-p:UseArtifactsOutput=false"));

    /// <summary>The command; who it is parts two nginx of one sandbox.</summary>
    public static string Command(string program, string who) => program switch
    {
        "python" => $"{Tool("/usr/bin/python3")} {s_sources}/server.py tcp :: 8080",
        "node" => $"{Tool("/usr/bin/node")} {s_sources}/server.js tcp :: 8080",
        "java" => $"{Tool("/usr/bin/java")} -XX:TieredStopAtLevel=1 -cp {s_java.Value} Server tcp :: 8080",
        "go" => $"{s_go.Value} tcp :: 8080",
        "nginx" => $"{Tool("/usr/sbin/nginx")} -c $(nginx_conf {who})",
        "kestrel" => $"{s_kestrel.Value} 8080",
        _ => throw new ArgumentException(program),
    };

    /// <summary>What a script needs for <see cref="Command"/>.</summary>
    public static string Words { get; } = $$"""
        nginx_conf() {
            mkdir $1
            sed "s:FOLDER:$PWD/$1:; s/HOST:80/[::]:8080 ipv6only=off/" {{s_sources}}/nginx.conf >$1/nginx.conf
            echo $PWD/$1/nginx.conf
        }

        """;

    private static string Tool(string path)
    {
        Requires.File(path);
        return path;
    }

    private static string Compile(string compiler, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(Tool($"/usr/bin/{compiler}"), arguments)
        {
            Environment = { ["CGO_ENABLED"] = "0" },
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        var said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{compiler}: {said}");
        return program;
    }
}
