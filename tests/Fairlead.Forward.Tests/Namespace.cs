using System.Diagnostics;
using System.Runtime.ExceptionServices;
using Fairlead.Linux;
using Microsoft.Win32.SafeHandles;

namespace Fairlead.Forward.Tests;

/// <summary>Runs a test on a thread in a network namespace of its own, which the threads that it starts are in, too.</summary>
internal static class Namespace
{
    /// <param name="commands">Commands that prepare it, for sh; loopback is up.</param>
    /// <param name="test">The test.</param>
    public static void Run(string commands, Action test)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                Enter(commands);
                test();
            }
            catch (Exception e)
            {
                failure = ExceptionDispatchInfo.Capture(e);
            }
        });
        thread.Start();
        thread.Join();
        failure?.Throw();
    }

    /// <summary>Commands for sh in the namespace that the test runs in.</summary>
    public static void Do(string commands)
    {
        using var shell = Process.Start("sh", ["-ec", commands]);
        shell.WaitForExit();
        Assert.Equal(0, shell.ExitCode);
    }

    private static void Enter(string commands)
    {
        var start = new ProcessStartInfo("unshare", ["--net", "sh", "-ec", $"ip link set lo up; {commands}\necho ready; exec sleep 60"]);
        start.RedirectStandardOutput = true;
        using var child = Process.Start(start)!;
        try
        {
            Assert.Equal("ready", child.StandardOutput.ReadLine());
            using SafeFileHandle space = File.OpenHandle($"/proc/{child.Id}/ns/net");
            Assert.Equal(Errno.None, Libc.setns((int)space.DangerousGetHandle(), SchedConstants.CLONE_NEWNET));
        }
        finally
        {
            child.Kill();
            child.WaitForExit();
        }
    }
}
