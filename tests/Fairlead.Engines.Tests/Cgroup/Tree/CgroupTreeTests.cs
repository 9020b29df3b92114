using System.Diagnostics;
using System.Text;
using Fairlead.Engines.Cgroup.Tree;

namespace Fairlead.Engines.Tests.Cgroup.Tree;

public class CgroupTreeTests
{
    [Fact]
    public void Own_cgroup_holds_this_process_and_can_take_another_cgroup()
    {
        using var _ = new TestCgroup();
        var tree = CgroupTree.Find();
        Assert.Null(tree.WhyNot());
        Assert.Contains(Environment.ProcessId, CgroupFiles.Processes(tree.Own!));
        Assert.StartsWith(tree.MountPoint!, tree.Own);
    }

    [Fact]
    public void No_mount_is_said_with_what_to_do()
    {
        var tree = CgroupTree.Find(CgroupMount.Parse("31 23 0:28 / /sys/fs/cgroup rw - tmpfs tmpfs rw\n"u8), "0::/\n"u8, 1);
        Assert.Null(tree.Own);
        Assert.Null(tree.MountPoint);
        Assert.Contains("mount -t cgroup2", tree.WhyNot());
    }

    [Fact]
    public void A_mount_that_does_not_show_the_own_cgroup_is_no_use()
    {
        var tree = CgroupTree.Find(CgroupMount.Parse("41 31 0:38 /a /mnt rw - cgroup2 cgroup2 rw\n"u8), "1:cpu:/\n0::/b\n"u8, 1);
        Assert.Null(tree.Own);
        Assert.Contains("/mnt does not show", tree.WhyNot());
    }

    [Fact]
    public void A_file_system_over_the_mount_is_seen()
    {
        var tree = CgroupTree.Find(CgroupMount.Parse("41 31 0:38 / /proc rw - cgroup2 cgroup2 rw\n"u8), "0::/\n"u8, 1);
        Assert.Contains("no cgroup2", tree.WhyNot());
    }

    [Fact]
    public void Levels_above_a_cgroup_namespace_are_found()
    {
        using var outer = new TestCgroup();
        var inner = outer.Make("inner");
        using var process = new TestProcess(inner, "exec unshare -C sh -c 'echo ready; exec sleep 60'");
        var tree = InNamespaceOf(process.Id);
        Assert.Equal(inner, tree.Own);
        Assert.Null(tree.WhyNot());
        Assert.Equal($"{inner}/below", tree.DirectoryOf("/below"));
        Assert.Equal($"{outer.Path}/beside", tree.DirectoryOf("/../beside"));
    }

    [Fact]
    public void Read_only_mounts_are_left_for_writable_ones()
    {
        using var group = new TestCgroup();
        var mount = CgroupTree.Find().MountPoint!;
        var remount = $"mount --bind {mount} {mount} && mount -o remount,bind,ro {mount}";
        using var process = new TestProcess(group.Path, $"exec unshare -m sh -c '{remount}; echo ready; exec sleep 60'");
        var there = $"/proc/{process.Id}/root{mount}";
        Assert.Contains("read-only", CgroupObstacle.In(there));

        // Both mounts as one process would see them, through the root of the other one.
        var both = $"41 31 0:38 / {there} ro - cgroup2 cgroup2 rw\n42 31 0:38 / {mount} rw - cgroup2 cgroup2 rw\n";
        var tree = CgroupTree.Find(CgroupMount.Parse(Encoding.UTF8.GetBytes(both)), File.ReadAllBytes("/proc/self/cgroup"), Environment.ProcessId);
        Assert.Equal(mount, tree.MountPoint);
        Assert.Null(tree.WhyNot());
    }

    // What a process finds: its own files of /proc, read from inside its namespace.
    private static CgroupTree InNamespaceOf(int pid)
    {
        var mountInfo = Inside(pid, "/proc/self/mountinfo");
        var cgroup = Inside(pid, $"/proc/{pid}/cgroup");
        return CgroupTree.Find(CgroupMount.Parse(mountInfo), cgroup, pid);
    }

    private static byte[] Inside(int pid, string file)
    {
        var start = new ProcessStartInfo("nsenter", ["-t", $"{pid}", "-C", "cat", file]) { RedirectStandardOutput = true };
        using var cat = Process.Start(start)!;
        var text = cat.StandardOutput.ReadToEnd();
        cat.WaitForExit();
        Assert.Equal(0, cat.ExitCode);
        return Encoding.UTF8.GetBytes(text);
    }
}
