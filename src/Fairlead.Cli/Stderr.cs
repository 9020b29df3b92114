using System.Text;
using Fairlead.Linux;

namespace Fairlead.Cli;

/// <summary>Standard error, for words that come before there is a log.</summary>
internal static class Stderr
{
    private const int Descriptor = 2;

    /// <summary>Writes a line.</summary>
    public static void Line(string text) => _ = Libc.write(Descriptor, Encoding.UTF8.GetBytes($"fairlead: {text}\n"));
}
