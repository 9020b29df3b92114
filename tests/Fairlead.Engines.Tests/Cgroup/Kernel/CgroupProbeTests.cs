using System.Diagnostics;
using Fairlead.Engines.Cgroup.Kernel;

namespace Fairlead.Engines.Tests.Cgroup.Kernel;

public class CgroupProbeTests(ITestOutputHelper output)
{
    [Fact]
    public void Root_may_use_the_engine()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "loading programs needs root");
        Assert.Null(CgroupProbe.WhyNot());
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < 20; i++) Assert.Null(CgroupProbe.WhyNot());
        output.WriteLine($"{Stopwatch.GetElapsedTime(start).TotalMilliseconds / 20:F3} ms");
    }
}
