using System.Text;
using Fairlead.Rules.Mirroring;

namespace Fairlead.Mirror.Agent.Files;

/// <summary>Which handling the statements give a path: the first pattern that covers it decides.</summary>
/// <remarks>Paths and patterns are texts of which each character is one byte, see <see cref="FilePath"/>.</remarks>
internal sealed class FilePolicy
{
    private readonly (byte[] Pattern, FileHandling Handling)[] _patterns;

    /// <param name="patterns">In the order written.</param>
    public FilePolicy(IEnumerable<(string Pattern, FileHandling Handling)> patterns) =>
        _patterns = [.. patterns.Select(p => (Encoding.Latin1.GetBytes(p.Pattern), p.Handling))];

    /// <summary>The number of the pattern that decides; -1: none covers the path.</summary>
    public int Find(string path)
    {
        var bytes = Encoding.Latin1.GetBytes(path);
        return Array.FindIndex(_patterns, p => PathPattern.Covers(p.Pattern, bytes));
    }

    /// <summary>The handling of a path; null: no pattern covers it.</summary>
    public FileHandling? Handling(string path) => Find(path) is >= 0 and var found ? _patterns[found].Handling : null;

    /// <summary>Whether the target's file is meant.</summary>
    public bool IsRemote(string path) => Handling(path) is FileHandling.Read or FileHandling.Write;

    /// <summary>Whether the target's file may be changed.</summary>
    public bool IsWritable(string path) => Handling(path) is FileHandling.Write;

    /// <summary>The number of the first pattern of the target's files that a file below this folder may be covered by; -1: none.</summary>
    public int FindBelow(string folder)
    {
        var bytes = Encoding.Latin1.GetBytes(folder);
        return Array.FindIndex(
            _patterns, p => p.Handling is FileHandling.Read or FileHandling.Write && FilePath.LeadsTo(bytes, p.Pattern));
    }
}
