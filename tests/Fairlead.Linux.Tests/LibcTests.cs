using static Fairlead.Linux.FcntlConstants;

namespace Fairlead.Linux.Tests;

public sealed unsafe class LibcTests
{
    [Fact]
    public void Close_gives_EBADF_for_no_descriptor() => Assert.Equal(Errno.EBADF, Libc.close(-1));

    [Fact]
    public void Open_gives_ENOENT_as_a_value_where_there_is_no_file()
    {
        var result = Libc.open("/nowhere/at all\0"u8, O_RDONLY);
        Assert.False(result.Ok);
        Assert.Equal(-1, result.Value);
        Assert.Equal(Errno.ENOENT, result.Errno);
    }

    [Fact]
    public void Pipe_carries_bytes_and_read_gives_their_count()
    {
        var pair = stackalloc int[2];
        Assert.True(Libc.pipe2(pair, O_CLOEXEC).Ok);
        Assert.Equal(3, Libc.write(pair[1], "abc"u8).Value);
        Assert.Equal(Errno.None, Libc.close(pair[1]));
        var buffer = new byte[8];
        Assert.Equal(3, Libc.read(pair[0], buffer).Int);
        Assert.Equal(0, Libc.read(pair[0], buffer).Value);
        Assert.Equal(Errno.None, Libc.close(pair[0]));
    }

    [Fact]
    public void Own_memory_is_readable_by_process_vm_readv()
    {
        long there = 0x1122334455667788, here = 0;
        var result = Libc.process_vm_readv(Libc.getpid(), &here, (ulong)&there, sizeof(long));
        Assert.Equal(sizeof(long), result.Value);
        Assert.Equal(there, here);
    }

    [Fact]
    public void Waitpid_gives_ECHILD_for_a_process_that_is_no_child() =>
        Assert.Equal(Errno.ECHILD, Libc.waitpid(1, out _, WaitStatus.WNOHANG).Errno);

    [Theory]
    [InlineData(0x2a00, true, 42, false, 0, false, 0)]
    [InlineData(0x0009, false, 0, true, 9, false, 0)]
    [InlineData(0x008b, false, 0, true, 11, false, 0)]
    [InlineData(0x137f, false, 0, false, 0, true, 19)]
    public void Wait_status_tells_exit_from_signal_from_stop(
        int status, bool exited, int code, bool signaled, int signal, bool stopped, int stop)
    {
        Assert.Equal(exited, WaitStatus.WIFEXITED(status));
        Assert.Equal(signaled, WaitStatus.WIFSIGNALED(status));
        Assert.Equal(stopped, WaitStatus.WIFSTOPPED(status));
        Assert.Equal(code, exited ? WaitStatus.WEXITSTATUS(status) : 0);
        Assert.Equal(signal, signaled ? WaitStatus.WTERMSIG(status) : 0);
        Assert.Equal(stop, stopped ? WaitStatus.WSTOPSIG(status) : 0);
    }

    [Fact]
    public void Check_throws_with_call_errno_and_advice()
    {
        var e = Assert.Throws<LinuxException>(
            () => LinuxException.Check(new SysResult(-1, Errno.EPERM), "bpf", "run as root"));
        Assert.Equal("bpf: EPERM: run as root", e.Message);
        Assert.Equal(Errno.EPERM, e.Errno);
    }

    [Fact]
    public void Space_of_a_control_message_is_rounded_as_in_C()
    {
        Assert.Equal(24, cmsghdr.Space(4));
        Assert.Equal(32, cmsghdr.Space(12));
    }
}
