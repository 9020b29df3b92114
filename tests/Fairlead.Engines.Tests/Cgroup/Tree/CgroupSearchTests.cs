using Fairlead.Engines.Cgroup.Tree;
using Fairlead.Linux;

namespace Fairlead.Engines.Tests.Cgroup.Tree;

public class CgroupSearchTests
{
    [Fact]
    public void Process_is_found_in_its_cgroup()
    {
        using var group = new TestCgroup();
        using var process = new TestProcess(group.Path);
        Assert.Equal(group.Path, CgroupTree.Find().OfProcess(process.Id));
    }

    [Fact]
    public void Process_that_is_not_there_is_named()
    {
        var e = Assert.Throws<LinuxException>(() => CgroupTree.Find().OfProcess(int.MaxValue));
        Assert.Equal(Errno.ESRCH, e.Errno);
        Assert.Contains($"process {int.MaxValue}", e.Message);
    }

    [Fact]
    public void Process_that_has_ended_and_whose_cgroup_is_gone_is_no_process()
    {
        using var group = new TestCgroup();
        var inner = group.Make("inner");
        using var process = new TestProcess(
            group.Path, $"sh -c 'echo 0 >{inner}/cgroup.procs; echo ready; echo $$' & exec sleep 60");
        var zombie = int.Parse(process.Line()!);
        Assert.True(SpinWait.SpinUntil(() => !CgroupFiles.IsPopulated(inner), TimeSpan.FromSeconds(5)));
        Directory.Delete(inner);
        Assert.Contains("(deleted)", File.ReadAllText($"/proc/{zombie}/cgroup"));
        var e = Assert.Throws<LinuxException>(() => CgroupTree.Find().OfProcess(zombie));
        Assert.Equal(Errno.ESRCH, e.Errno);
    }

    [Fact]
    public void Path_may_be_full_or_as_in_proc()
    {
        using var group = new TestCgroup();
        var tree = CgroupTree.Find();
        var name = tree.NameOf(group.Path);
        Assert.Equal(group.Path, tree.OfPath(group.Path));
        Assert.Equal(group.Path, tree.OfPath(group.Path + "/"));
        Assert.Equal(group.Path, tree.OfPath($"{group.Path}/../{Path.GetFileName(group.Path)}"));
        Assert.Equal(group.Path, tree.OfPath(name));
        Assert.Equal(group.Path, tree.OfPath(name.TrimStart('/')));
        Assert.Equal(tree.MountPoint, tree.OfPath(tree.MountPoint!));
        Assert.Equal(tree.MountPoint, tree.OfPath("/"));
    }

    [Theory]
    [InlineData("/tmp")]
    [InlineData("no such cgroup")]
    [InlineData("cgroup.procs")]
    public void Path_that_is_no_cgroup_is_refused(string text)
    {
        using var _ = new TestCgroup();
        var e = Assert.Throws<LinuxException>(() => CgroupTree.Find().OfPath(text));
        Assert.Equal(Errno.ENOENT, e.Errno);
        Assert.Contains(text, e.Message);
    }

    [Theory]
    [InlineData("tree-test-a.service", "tree-test-a")]
    [InlineData("tree-test-a.service", "tree-test-a.service")]
    [InlineData("tree-test-a.b.service", "tree-test-a.b")]
    [InlineData("tree-test-a.scope", "tree-test-a.scope")]
    [InlineData("_cgroup.tree-test.service", "cgroup.tree-test")]
    [InlineData("__tree-test.service", "_tree-test")]
    public void Unit_is_found_by_the_name_of_its_cgroup(string directory, string unit)
    {
        using var group = new TestCgroup();
        var path = group.Make($"system.slice/{directory}");
        Assert.Equal(path, CgroupTree.Find().OfUnit(unit));
    }

    [Fact]
    public void Unit_without_cgroup_is_said_with_what_to_ask()
    {
        using var _ = new TestCgroup();
        var e = Assert.Throws<LinuxException>(() => CgroupTree.Find().OfUnit("tree-test-none"));
        Assert.Contains("systemctl status tree-test-none.service", e.Message);
    }

    [Fact]
    public void Unit_with_two_cgroups_is_refused_with_both()
    {
        using var group = new TestCgroup();
        var first = group.Make("a/tree-test-two.service");
        var second = group.Make("b/tree-test-two.service");
        var e = Assert.Throws<LinuxException>(() => CgroupTree.Find().OfUnit("tree-test-two"));
        Assert.Contains(first, e.Message);
        Assert.Contains(second, e.Message);
        Assert.Contains("--cgroup", e.Message);
    }

    [Fact]
    public void Nothing_is_found_where_nothing_is_mounted()
    {
        var tree = CgroupTree.Find([], "0::/\n"u8, 1);
        Assert.All(
            (Action[])[() => tree.OfProcess(Environment.ProcessId), () => tree.OfPath("a"), () => tree.OfUnit("a")],
            find => Assert.Contains("mount -t cgroup2", Assert.Throws<LinuxException>(find).Message));
    }

    [Fact]
    public void Processes_of_inner_cgroups_belong_to_the_outer_one_in_order()
    {
        using var group = new TestCgroup();
        Assert.Empty(CgroupProcess.In(group.Path));
        Assert.False(CgroupProcess.IsAnyIn(group.Path));
        using var inner = new TestProcess(group.Make("inner/most"));
        using var outer = new TestProcess(group.Path);
        var processes = CgroupProcess.In(group.Path);
        Assert.Equal(new[] { inner.Id, outer.Id }.Order(), processes.Select(p => p.Id));
        Assert.Equal("sleep", processes.Single(p => p.Id == inner.Id).Name);
        Assert.True(CgroupProcess.IsAnyIn(group.Path));
    }

    [Fact]
    public void Id_is_the_inode_of_the_directory()
    {
        using var group = new TestCgroup();
        using var stat = System.Diagnostics.Process.Start(
            new System.Diagnostics.ProcessStartInfo("stat", ["-c", "%i", group.Path]) { RedirectStandardOutput = true })!;
        Assert.Equal(stat.StandardOutput.ReadToEnd().Trim(), $"{CgroupFiles.Id(group.Path)}");
        Assert.Equal(0ul, CgroupFiles.Id("/nowhere"));
    }
}
