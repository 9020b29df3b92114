using System.Text;
using Fairlead.Engines.Cgroup.Tree;

namespace Fairlead.Engines.Tests.Cgroup.Tree;

public class CgroupMountTests
{
    [Theory]
    // The host, hybrid or not.
    [InlineData("/", "/", "/mnt")]
    [InlineData("/", "/system.slice/a.service", "/mnt/system.slice/a.service")]
    // A container with the host's namespace and its own part of the tree.
    [InlineData("/docker/c1", "/docker/c1", "/mnt")]
    [InlineData("/docker/c1", "/docker/c1/app", "/mnt/app")]
    [InlineData("/docker/c1", "/docker/c12", null)]
    [InlineData("/docker/c1", "/", null)]
    // A cgroup namespace: above, beside.
    [InlineData("/", "/..", null)]
    [InlineData("/", "/../other", null)]
    [InlineData("/..", "/../other", "/mnt/other")]
    [InlineData("/..", "/..", "/mnt")]
    [InlineData("/..", "/app", null)]
    [InlineData("/../other", "/../other/app", "/mnt/app")]
    [InlineData("/../other", "/app", null)]
    [InlineData("/", "/..name/x", "/mnt/..name/x")]
    public void Path_of_a_process_is_found_below_the_mount(string root, string path, string? directory) =>
        Assert.Equal(directory, new CgroupMount(root, "/mnt").DirectoryOf(path));

    [Fact]
    public void Only_lines_of_cgroup2_are_mounts_and_escapes_are_read()
    {
        var mounts = Parse("""
            31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755
            32 31 0:29 / /sys/fs/cgroup/cpu rw,relatime - cgroup cgroup rw,cpu
            41 31 0:38 /a\040b /sys/fs/my\040\134x rw,relatime shared:9 master:1 - cgroup2 cgroup2 rw,nsdelegate

            """);
        var mount = Assert.Single(mounts);
        Assert.Equal("/sys/fs/my \\x", mount.Point);
        Assert.Equal("/sys/fs/my \\x/c", mount.DirectoryOf("/a b/c"));
    }

    [Fact]
    public void A_later_mount_hides_an_earlier_one_on_the_same_point()
    {
        var mounts = Parse("""
            41 31 0:38 / /mnt rw - cgroup2 cgroup2 rw
            42 31 0:38 / /other rw - cgroup2 cgroup2 rw
            43 31 0:38 /x /mnt rw - cgroup2 cgroup2 rw
            """);
        Assert.Equal(["/other", "/mnt"], mounts.Select(m => m.Point));
        Assert.Equal("/mnt/y", mounts[1].DirectoryOf("/x/y"));
    }

    private static List<CgroupMount> Parse(string text) => CgroupMount.Parse(Encoding.UTF8.GetBytes(text));
}
