using System.Text;
using Fairlead.Engines.Launch;
using Fairlead.Linux;

namespace Fairlead.Cli;

/// <summary>Standard output, for what was asked for.</summary>
internal static class Stdout
{
    private const int Descriptor = 1;

    /// <summary>Writes a text; gives the exit status of a command that does nothing else.</summary>
    public static int Write(string text)
    {
        ReadOnlySpan<byte> rest = Encoding.UTF8.GetBytes(text);
        while (!rest.IsEmpty)
        {
            var written = Libc.write(Descriptor, rest);
            if (!written.Ok)
            {
                Stderr.Line($"write to stdout: {written.Errno}");
                return ExitStatus.Failed;
            }
            rest = rest[written.Int..];
        }
        return 0;
    }
}
