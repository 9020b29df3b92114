using System.Globalization;

namespace Fairlead.Engines.Cgroup.Tree;

/// <summary>The names of cgroups that Fairlead makes: fairlead.PID.N.</summary>
internal static class CgroupName
{
    private const string Prefix = "fairlead.";

    /// <summary>The name of a cgroup that a process makes.</summary>
    public static string Of(int pid, int n) => $"{Prefix}{Decimal(pid)}.{Decimal(n)}";

    /// <summary>A number as text; numbers in interpolated strings are compiled at run time.</summary>
    public static string Decimal(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>Whether Fairlead has made it; fairlead.service and fairlead.slice are systemd's.</summary>
    public static bool IsOwn(string name)
    {
        if (!name.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return false;
        }
        var pid = Digits(name, Prefix.Length);
        var n = Digits(name, pid + 1);
        return pid > Prefix.Length && pid < name.Length && name[pid] == '.' && n > pid + 1 && n == name.Length;
    }

    // Where the digits that start at a place end.
    private static int Digits(string name, int at)
    {
        while (at < name.Length && char.IsAsciiDigit(name[at]))
        {
            at++;
        }
        return at;
    }
}
