using Fairlead.Engines.Cgroup;
using Fairlead.Engines.Cgroup.Kernel;
using Fairlead.Linux;
using static Fairlead.Linux.BpfConstants;

namespace Fairlead.Engines.Tests.Cgroup.Kernel;

public class CgroupProgramsTests
{
    private const int NobodyListens = 1;

    [Fact]
    public void Program_decides_while_it_is_attached()
    {
        using var cgroup = new TestCgroup();
        using var program = SamplePrograms.Load(SamplePrograms.Deny(Hook.Connect4, Errno.ENETUNREACH));
        Assert.Contains("Connection refused", cgroup.Connect(NobodyListens));
        cgroup.Attach(program);
        Assert.Contains("Network is unreachable", cgroup.Connect(NobodyListens));
        Assert.True(CgroupPrograms.Detach(cgroup.Descriptor, Hook.Connect4, program.Descriptor, cgroup.Path));
        Assert.Contains("Connection refused", cgroup.Connect(NobodyListens));
        Assert.False(CgroupPrograms.Detach(cgroup.Descriptor, Hook.Connect4, program.Descriptor, cgroup.Path));
    }

    [Fact]
    public void Every_hook_takes_a_program_and_says_which_it_has()
    {
        using var cgroup = new TestCgroup();
        foreach (var hook in Hook.All)
        {
            using var program = SamplePrograms.Load(SamplePrograms.Pass(hook));
            Assert.Empty(cgroup.Query(hook));
            cgroup.Attach(program);
            var id = Assert.Single(cgroup.Query(hook));
            var found = AttachedProgram.Find(id)!;
            Assert.Equal($"fl_{hook.Name}", found.Name);
            Assert.Equal(id, found.Id);
            Assert.Equal(16, found.Tag.Length);
            Assert.Empty(found.MapIds);
            Assert.Equal(0u, found.User);
        }
    }

    [Fact]
    public void Load_time_counts_from_the_boot()
    {
        using var cgroup = new TestCgroup();
        using var program = SamplePrograms.Load(SamplePrograms.Pass(Hook.Bind4));
        var boot = double.Parse(File.ReadAllText("/proc/uptime").Split(' ')[0]);
        Assert.InRange(AttachedProgram.Read(program.Descriptor).LoadTime.TotalSeconds, boot - 10, boot + 1);
    }

    [Fact]
    public void Several_programs_run_side_by_side()
    {
        using var cgroup = new TestCgroup();
        using var first = SamplePrograms.Load(SamplePrograms.Pass(Hook.Connect4));
        using var second = SamplePrograms.Load(SamplePrograms.Deny(Hook.Connect4, Errno.EHOSTUNREACH));
        cgroup.Attach(first);
        cgroup.Attach(second);
        Assert.Equal(
            [AttachedProgram.Read(first.Descriptor).Id, AttachedProgram.Read(second.Descriptor).Id],
            cgroup.Query(Hook.Connect4));
        Assert.Contains("No route to host", cgroup.Connect(NobodyListens));
    }

    [Fact]
    public void Same_program_twice_is_an_error_that_says_so()
    {
        using var cgroup = new TestCgroup();
        using var program = SamplePrograms.Load(SamplePrograms.Pass(Hook.Connect4));
        cgroup.Attach(program);
        var error = Assert.Throws<LinuxException>(() => cgroup.Attach(program));
        Assert.Equal(Errno.EINVAL, error.Errno);
        Assert.Contains("attached there already", error.Message);
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(BPF_F_ALLOW_OVERRIDE)]
    public void Program_that_allows_none_beside_it_is_named(uint flags)
    {
        using var cgroup = new TestCgroup();
        using var other = SamplePrograms.Load(SamplePrograms.Pass(Hook.Connect4));
        using var ours = SamplePrograms.Load(SamplePrograms.Deny(Hook.Connect4, Errno.EPERM));
        cgroup.AttachWith(flags, other);
        var error = Assert.Throws<LinuxException>(() => cgroup.Attach(ours));
        Assert.Equal(Errno.EPERM, error.Errno);
        Assert.Contains($"attached to connect4 of {cgroup.Path} that allows no others", error.Message);
    }

    [Fact]
    public void Cgroup_above_that_allows_none_below_is_named()
    {
        using var above = new TestCgroup();
        using var between = new TestCgroup(above);
        using var cgroup = new TestCgroup(between);
        using var other = SamplePrograms.Load(SamplePrograms.Pass(Hook.Connect4));
        using var ours = SamplePrograms.Load(SamplePrograms.Deny(Hook.Connect4, Errno.ENETUNREACH));
        above.AttachWith(0, other);
        var error = Assert.Throws<LinuxException>(() => cgroup.Attach(ours));
        Assert.Contains($"attached to connect4 of {above.Path} that allows no others", error.Message);
        Assert.Contains("Connection refused", cgroup.Connect(NobodyListens));
    }

    [Fact]
    public void Cgroup_above_that_can_be_overridden_is_no_obstacle()
    {
        using var above = new TestCgroup();
        using var cgroup = new TestCgroup(above);
        using var other = SamplePrograms.Load(SamplePrograms.Pass(Hook.Connect4));
        using var ours = SamplePrograms.Load(SamplePrograms.Deny(Hook.Connect4, Errno.ENETUNREACH));
        above.AttachWith(BPF_F_ALLOW_OVERRIDE, other);
        cgroup.Attach(ours);
        Assert.Contains("Network is unreachable", cgroup.Connect(NobodyListens));
    }

    [Fact]
    public void Directory_that_is_no_cgroup_is_an_error_that_says_so()
    {
        using var program = SamplePrograms.Load(SamplePrograms.Pass(Hook.Connect4));
        var root = Libc.open("/\0"u8, FcntlConstants.O_RDONLY | FcntlConstants.O_DIRECTORY | FcntlConstants.O_CLOEXEC);
        var error = Assert.Throws<LinuxException>(
            () => CgroupPrograms.Attach(root.Int, Hook.Connect4, program.Descriptor, "/"));
        _ = Libc.close(root.Int);
        Assert.Contains("no directory of a cgroup2", error.Message);
    }

    [Fact]
    public void Program_outlives_its_descriptor_but_not_its_cgroup()
    {
        uint id;
        using (var cgroup = new TestCgroup())
        {
            using (var program = SamplePrograms.Load(SamplePrograms.Deny(Hook.Connect4, Errno.ENETUNREACH)))
            {
                cgroup.Attach(program);
            }
            id = Assert.Single(cgroup.Query(Hook.Connect4));
            Assert.Contains("Network is unreachable", cgroup.Connect(NobodyListens));
        }
        Assert.True(SpinWait.SpinUntil(() => AttachedProgram.Find(id) is null, TimeSpan.FromSeconds(5)));
    }
}
