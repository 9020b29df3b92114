using System.Text;
using Fairlead.Linux;

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
    public static byte[] CString(string text)
    {
        // Not Encoding.Latin1, which is compiled at run time: longer than all starts are.
        var bytes = new byte[text.Length + 1];
        for (var i = 0; i < text.Length; i++)
        {
            bytes[i] = (byte)text[i];
        }
        return bytes;
    }

    /// <summary>The text for people, where the bytes are UTF-8.</summary>
    public static string ForPeople(string text) => Encoding.UTF8.GetString(CString(text).AsSpan(..^1));

    /// <summary>A text of people's as bytes of UTF-8.</summary>
    public static string FromPeople(string text)
    {
        var bytes = Libc.CString(text);
        var characters = new char[bytes.Length - 1];
        for (var i = 0; i < characters.Length; i++)
        {
            characters[i] = (char)bytes[i];
        }
        return new string(characters);
    }

    /// <summary>Reads a file of /proc that holds a list of strings, each ended by a zero.</summary>
    public static string[] ReadList(string path)
    {
        var rest = ProcText.Read(CString(path));
        var list = new List<string>();
        while (rest.IndexOf((byte)0) is var end && end >= 0)
        {
            list.Add(Encoding.Latin1.GetString(rest[..end]));
            rest = rest[(end + 1)..];
        }
        return [.. list];
    }
}
