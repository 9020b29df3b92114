namespace Fairlead.Conformance;

/// <summary>A cgroup of one run: what the run leaves in it goes with it.</summary>
/// <remarks>
/// The cgroup engine makes cgroups inside the one that it was started in and leaves them to its next run, which here
/// would be the run of another cell. On a host without a cgroup2 file system, and without privilege, there is none.
/// </remarks>
internal sealed class Cgroup : IDisposable
{
    private static readonly string? Parent = Find();
    private static int _made;

    /// <summary>Its directory; empty where there is none.</summary>
    public string Directory { get; } = "";

    public Cgroup()
    {
        if (!IsAvailable)
            return;
        Directory = Path.Combine(Parent!, $"conformance.{Environment.ProcessId}.{Interlocked.Increment(ref _made)}");
        System.IO.Directory.CreateDirectory(Directory);
    }

    /// <summary>Whether this host lets the suite make cgroups.</summary>
    public static bool IsAvailable => Parent is not null && Environment.IsPrivilegedProcess;

    /// <summary>Its processes died with their PID namespace, or are about to.</summary>
    public void Dispose()
    {
        for (var tries = 100; Directory.Length > 0; tries--)
        {
            try
            {
                Remove(Directory);
                return;
            }
            catch (IOException) when (tries > 0)
            {
                Thread.Sleep(20);
            }
        }
    }

    private static void Remove(string directory)
    {
        foreach (var child in System.IO.Directory.EnumerateDirectories(directory))
            Remove(child);
        System.IO.Directory.Delete(directory);
    }

    private static string? Find()
    {
        var mount = File.ReadLines("/proc/self/mounts").Select(l => l.Split(' ')).FirstOrDefault(f => f[2] == "cgroup2")?[1];
        var own = File.ReadLines("/proc/self/cgroup").FirstOrDefault(l => l.StartsWith("0::", StringComparison.Ordinal))?[3..];
        return mount is null || own is null ? null : mount + own.TrimEnd('/');
    }
}
