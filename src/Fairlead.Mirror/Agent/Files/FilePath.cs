using System.Text;
using Fairlead.Rules.Mirroring;

namespace Fairlead.Mirror.Agent.Files;

/// <summary>Absolute paths as texts of which each character is one byte (Latin-1): names of files are bytes, not UTF-8.</summary>
internal static class FilePath
{
    private const byte Slash = (byte)'/';

    /// <summary>A text for people as bytes of UTF-8.</summary>
    public static string FromPeople(string text) => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));

    /// <summary>The text for people.</summary>
    public static string ForPeople(string path) => Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(path));

    /// <summary>The path with the zero that C wants, from a root that a descriptor stands for.</summary>
    public static byte[] BelowRoot(string path) => CString(path.Trim('/') is { Length: > 0 } rest ? rest : ".");

    /// <summary>The bytes with the zero that C wants at the end.</summary>
    public static byte[] CString(string text) => Encoding.Latin1.GetBytes(text + '\0');

    /// <summary>The path of an entry of a folder.</summary>
    public static string Join(string folder, string name) => folder == "/" ? "/" + name : folder + "/" + name;

    /// <summary>The folder of what a path names; of / itself, /.</summary>
    public static string Folder(string path) => path.LastIndexOf('/') is > 0 and var slash ? path[..slash] : "/";

    /// <summary>The last name of a path.</summary>
    public static string Name(string path) => path[(path.LastIndexOf('/') + 1)..];

    /// <summary>Where a symbolic link's text leads, as words alone say.</summary>
    public static string Follow(string folder, string text)
    {
        var names = new List<string>();
        foreach (var name in (text.StartsWith('/') ? text : folder + "/" + text).Split('/'))
        {
            if (name == ".." && names.Count > 0)
            {
                names.RemoveAt(names.Count - 1);
            }
            else if (name is not ("" or "." or ".."))
            {
                names.Add(name);
            }
        }
        return "/" + string.Join('/', names);
    }

    /// <summary>Whether something below the folder may be what the pattern names.</summary>
    public static bool LeadsTo(ReadOnlySpan<byte> folder, ReadOnlySpan<byte> pattern)
    {
        pattern = pattern.Trim(Slash);
        folder = folder.Trim(Slash);
        while (!folder.IsEmpty)
        {
            if (pattern.IsEmpty || !Glob.IsMatch(First(ref pattern), First(ref folder)))
            {
                return false;
            }
        }
        return !pattern.IsEmpty;
    }

    private static ReadOnlySpan<byte> First(ref ReadOnlySpan<byte> path)
    {
        var slash = path.IndexOf(Slash);
        var first = slash < 0 ? path : path[..slash];
        path = slash < 0 ? default : path[(slash + 1)..];
        return first;
    }
}
