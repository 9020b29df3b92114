using System.Diagnostics;

namespace Fairlead.Udp.Tests.Harness;

/// <summary>Runs a program to its end, with nothing to read.</summary>
internal static class Command
{
    public static Task<Outcome> Run(string folder, string program, IEnumerable<string> arguments) =>
        Run(new ProcessStartInfo(program, arguments) { WorkingDirectory = folder });

    public static async Task<Outcome> Run(ProcessStartInfo start)
    {
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return new Outcome(process.ExitCode, output, await error);
    }
}
