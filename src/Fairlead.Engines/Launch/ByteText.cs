using System.Text;

namespace Fairlead.Engines.Launch;

/// <summary>
/// Texts of which each character is one byte (Latin-1). Arguments and environment of programs are bytes, not UTF-8: so
/// they pass through Fairlead unchanged.
/// </summary>
public static class ByteText
{
    /// <summary>The last arguments of this process, as bytes: those of the program to start.</summary>
    public static string[] LastArguments(int count) => ReadList("/proc/self/cmdline")[^count..];

    /// <summary>The bytes with the zero that C wants at the end.</summary>
    public static byte[] CString(string text) => Encoding.Latin1.GetBytes(text + "\0");

    /// <summary>The text for people, where the bytes are UTF-8.</summary>
    public static string ForPeople(string text) => Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(text));

    /// <summary>Reads a file of /proc that holds a list of strings, each ended by a zero.</summary>
    public static string[] ReadList(string path)
    {
        var text = File.ReadAllText(path, Encoding.Latin1);
        return text.Length == 0 ? [] : text[..^1].Split('\0');
    }
}
