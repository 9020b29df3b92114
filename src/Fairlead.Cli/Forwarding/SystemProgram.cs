using System.ComponentModel;
using System.Diagnostics;
using Fairlead.Linux;

namespace Fairlead.Cli.Forwarding;

/// <summary>Runs a program of the system, such as ip(8) or nft(8), and waits for it.</summary>
internal static class SystemProgram
{
    private static readonly string[] s_folders = ["/usr/sbin", "/sbin", "/usr/bin", "/bin"];

    /// <summary>Whether there is such a program.</summary>
    public static bool Exists(string name) => Find(name) is not null;

    /// <summary>The exit status and all that it wrote.</summary>
    /// <param name="name">The program.</param>
    /// <param name="package">The package that has it, for who lacks it.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="input">What it reads; null: nothing.</param>
    /// <exception cref="LinuxException">It is not there, or cannot be started.</exception>
    public static (int Status, string Output, string Error) Run(string name, string package, string[] arguments, string? input = null)
    {
        var file = Find(name) ?? throw new LinuxException(name, Errno.ENOENT, $"it is in the package {package}: apt install {package}");
        var start = new ProcessStartInfo(file, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["LC_ALL"] = "C";
        start.Environment.Remove("NOTIFY_SOCKET");
        try
        {
            using var process = Process.Start(start)!;
            var error = process.StandardError.ReadToEndAsync();
            process.StandardInput.Write(input);
            process.StandardInput.Close();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, output, error.Result);
        }
        catch (Exception e) when (e is Win32Exception or IOException)
        {
            throw new LinuxException(name, Errno.ENOEXEC, e.Message);
        }
    }

    private static string? Find(string name)
    {
        var path = Environment.GetEnvironmentVariable("PATH")?.Split(':') ?? [];
        return path.Concat(s_folders).Where(folder => folder.StartsWith('/')).Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(File.Exists);
    }
}
