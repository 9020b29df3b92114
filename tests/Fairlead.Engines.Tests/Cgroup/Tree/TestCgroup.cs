using Fairlead.Engines.Cgroup.Tree;

namespace Fairlead.Engines.Tests.Cgroup.Tree;

/// <summary>A cgroup of a test's own, taken away with all that is in it, processes too.</summary>
internal sealed class TestCgroup : IDisposable
{
    private static int s_count;

    public TestCgroup(string? parent = null)
    {
        var own = CgroupTree.Find().Own;
        Assert.SkipWhen(own is null || Environment.UserName != "root", "needs root and a writable cgroup2");
        var number = Interlocked.Increment(ref s_count);
        Path = $"{parent ?? own}/tree-test-{Environment.ProcessId}-{number}";
        Directory.CreateDirectory(Path);
    }

    public string Path { get; }

    public string Make(string name) => Directory.CreateDirectory($"{Path}/{name}").FullName;

    public void Dispose()
    {
        File.WriteAllText($"{Path}/cgroup.kill", "1");
        Assert.True(SpinWait.SpinUntil(() => !CgroupFiles.IsPopulated(Path), TimeSpan.FromSeconds(5)), $"{Path} stays populated");
        Remove(Path);
    }

    private static void Remove(string directory)
    {
        foreach (var child in Directory.GetDirectories(directory))
        {
            Remove(child);
        }
        Directory.Delete(directory);
    }
}
