using System.Text;
using Fairlead.Linux;

namespace Fairlead.Mirror.Targets;

/// <summary>What a command that ends by itself has written.</summary>
/// <param name="Status">Its exit status.</param>
/// <param name="Text">What it wrote to stdout, without blanks at its ends.</param>
/// <param name="Error">The last that it wrote to stderr.</param>
internal sealed record CommandOutput(int Status, string Text, string Error)
{
    /// <summary>Runs a command to its end.</summary>
    /// <exception cref="TargetException">There is no such program.</exception>
    public static CommandOutput Of(params string[] command) => Of("", command);

    /// <summary>Runs a command that reads a text, which fits a pipe.</summary>
    public static CommandOutput Of(string input, string[] command)
    {
        var child = ChildProcess.Start(command);
        var errors = ErrorRelay.Start(child.Error, _ => { });
        _ = new LineStream(child.Input, child.Output).Send(input);
        child.CloseInput();
        var text = ReadAll(child.Output);
        _ = Libc.close(child.Output);
        var status = child.Wait(TimeSpan.FromSeconds(10)) is { } value && !WaitStatus.WIFSIGNALED(value)
            ? WaitStatus.WEXITSTATUS(value)
            : -1;
        return new CommandOutput(status, text.Trim(), errors.Last());
    }

    private static string ReadAll(int descriptor)
    {
        var all = new MemoryStream();
        var block = new byte[4096];
        while (Libc.read(descriptor, block) is var result && result is { Value: > 0 } or { Errno: Errno.EINTR })
        {
            all.Write(block, 0, Math.Max(0, result.Int));
        }
        return Encoding.UTF8.GetString(all.ToArray());
    }
}
