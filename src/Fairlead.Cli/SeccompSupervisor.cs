using System.Globalization;
using System.Text;
using Fairlead.Linux;

namespace Fairlead.Cli;

/// <summary>A process of Fairlead's that answers the stopped calls of a program under the seccomp engine.</summary>
/// <param name="Id">Its number.</param>
/// <param name="CommandLine">How it was started, with the rules and the program.</param>
internal sealed record SeccompSupervisor(int Id, string CommandLine)
{
    private const string Listener = "anon_inode:seccomp notify";

    /// <summary>Those that this process may look into: each holds the listener of a filter.</summary>
    public static SeccompSupervisor[] All()
    {
        List<SeccompSupervisor> found = [];
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var pid)
                && Read($"{folder}/comm").Trim() == "fairlead" && HoldsListener(folder))
            {
                found.Add(new SeccompSupervisor(pid, Words(Read($"{folder}/cmdline"))));
            }
        }
        return [.. found.OrderBy(supervisor => supervisor.Id)];
    }

    private static string Read(string file) => Encoding.UTF8.GetString(ProcText.Read(Libc.CString(file)));

    private static bool HoldsListener(string folder)
    {
        try
        {
            return new DirectoryInfo($"{folder}/fd").EnumerateFiles().Any(file => file.LinkTarget == Listener);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It has ended, or is another user's.
            return false;
        }
    }

    // As a shell would take it.
    private static string Words(string arguments)
    {
        var words = arguments.TrimEnd('\0').Split('\0');
        words[0] = "fairlead";
        return string.Join(' ', words.Select(w => w.All(IsPlain) && w.Length > 0 ? w : $"'{w.Replace("'", @"'\''")}'"));
    }

    private static bool IsPlain(char c) => char.IsAsciiLetterOrDigit(c) || "-_=:./,@%+".Contains(c);
}
