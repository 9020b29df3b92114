using System.Diagnostics;
using Fairlead.Engines.Seccomp;
using Fairlead.Linux;

namespace Fairlead.Engines.Tests.Seccomp;

public class TraceeStatusTests
{
    private const int NoThread = int.MaxValue;

    [Fact]
    public void Process_and_name_are_those_of_the_thread()
    {
        var tid = int.Parse(Path.GetFileName(Directory.GetDirectories("/proc/self/task")[^1]));
        Assert.Equal(Environment.ProcessId, TraceeStatus.ProcessOf(tid));
        Assert.Equal(File.ReadAllText("/proc/self/comm").TrimEnd('\n'), TraceeStatus.CommandName(tid));
    }

    [Fact]
    public void Thread_that_has_ended_has_no_name_and_no_rights()
    {
        Assert.Equal(NoThread, TraceeStatus.ProcessOf(NoThread));
        Assert.Null(TraceeStatus.CommandName(NoThread));
        Assert.False(TraceeStatus.MayBindLowPorts(NoThread));
        Assert.False(TraceeStatus.ClosesOnExec(NoThread, 0));
    }

    [Fact]
    public void Rights_are_found_behind_the_groups_of_a_process_that_is_in_thousands()
    {
        Assert.SkipWhen(Environment.UserName != "root", "needs root");
        var groups = string.Join(',', Enumerable.Range(100_000, 5000));
        using var process = Process.Start("setpriv", [$"--groups={groups}", "sleep", "60"]);
        try
        {
            Assert.True(SpinWait.SpinUntil(() => TraceeStatus.CommandName(process.Id) == "sleep", TimeSpan.FromSeconds(5)));
            Assert.True(File.ReadAllText($"/proc/{process.Id}/status").Length > 30_000);
            Assert.True(TraceeStatus.MayBindLowPorts(process.Id));
        }
        finally
        {
            process.Kill();
            process.WaitForExit();
        }
    }

    [Theory]
    [InlineData(FcntlConstants.O_CLOEXEC, true)]
    [InlineData(0, false)]
    public void Descriptor_closes_on_exec_when_its_flag_says_so(int flag, bool closes)
    {
        var file = Libc.open("/dev/null\0"u8, FcntlConstants.O_RDWR | flag);
        Assert.True(file.Ok);
        Assert.Equal(closes, TraceeStatus.ClosesOnExec(Environment.ProcessId, file.Int));
        _ = Libc.close(file.Int);
    }
}
