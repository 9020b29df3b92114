using Fairlead.Engines.Cgroup.Tree;
using Fairlead.Linux;

namespace Fairlead.Engines.Tests.Cgroup.Tree;

public class OwnCgroupTests
{
    [Fact]
    public void Process_joins_and_the_cgroup_goes_after_its_end()
    {
        using var parent = new TestCgroup();
        using var process = new TestProcess(parent.Path);
        var own = OwnCgroup.Create(parent.Path);
        own.Join(process.Id);
        Assert.Equal([process.Id], CgroupFiles.Processes(own.Directory));
        Assert.Equal(Errno.EBUSY, Remove(own));
        Assert.True(Directory.Exists(own.Directory));
        process.End(own.Directory);
        Assert.Equal(Errno.None, Remove(own));
        Assert.False(Directory.Exists(own.Directory));
        Assert.Equal(Errno.None, own.Remove());
    }

    // A program that another test starts at this moment holds the lock from its fork to its exec.
    private static Errno Remove(OwnCgroup cgroup)
    {
        var errno = Errno.EAGAIN;
        SpinWait.SpinUntil(() => (errno = cgroup.Remove()) != Errno.EAGAIN, TimeSpan.FromSeconds(5));
        return errno;
    }

    [Fact]
    public void Two_of_one_process_have_names_of_their_own()
    {
        using var parent = new TestCgroup();
        using var first = OwnCgroup.Create(parent.Path);
        using var second = OwnCgroup.Create(parent.Path);
        Assert.NotEqual(first.Directory, second.Directory);
        Assert.All([first, second], c => Assert.True(CgroupName.IsOwn(Path.GetFileName(c.Directory))));
    }

    [Fact]
    public void Descriptor_is_not_for_the_program()
    {
        using var parent = new TestCgroup();
        using var own = OwnCgroup.Create(parent.Path);
        var flags = Libc.fcntl(own.Descriptor, FcntlConstants.F_GETFD);
        Assert.Equal(FcntlConstants.FD_CLOEXEC, flags.Int);
    }

    [Fact]
    public void Parent_that_is_gone_is_named()
    {
        var e = Assert.Throws<LinuxException>(() => OwnCgroup.Create("/nowhere"));
        Assert.Equal(Errno.ENOENT, e.Errno);
        Assert.Contains("mkdir /nowhere/fairlead.", e.Message);
    }

    [Fact]
    public void Threaded_tree_is_named_with_what_to_do()
    {
        using var parent = new TestCgroup();
        var threaded = parent.Make("threaded");
        File.WriteAllText($"{threaded}/cgroup.type", "threaded");
        using var own = OwnCgroup.Create(threaded);
        using var process = new TestProcess(parent.Path);
        var e = Assert.Throws<LinuxException>(() => own.Join(process.Id));
        Assert.Equal(Errno.EOPNOTSUPP, e.Errno);
        Assert.Contains(own.Directory, e.Message);
        Assert.Contains("cgroup.type", e.Message);
    }

    [Fact]
    public void Process_that_has_ended_cannot_join()
    {
        using var parent = new TestCgroup();
        using var own = OwnCgroup.Create(parent.Path);
        var e = Assert.Throws<LinuxException>(() => own.Join(int.MaxValue));
        Assert.Equal(Errno.ESRCH, e.Errno);
    }

    [Theory]
    [InlineData("fairlead.1.0", true)]
    [InlineData("fairlead.4194304.12", true)]
    [InlineData("fairlead.service", false)]
    [InlineData("fairlead.slice", false)]
    [InlineData("fairlead.1", false)]
    [InlineData("fairlead.1.", false)]
    [InlineData("fairlead..1", false)]
    [InlineData("fairlead.1.service", false)]
    [InlineData("fairlead.1.0.0", false)]
    [InlineData("my-fairlead.1.0", false)]
    public void Names_of_others_are_not_taken_for_own(string name, bool isOwn) => Assert.Equal(isOwn, CgroupName.IsOwn(name));
}
