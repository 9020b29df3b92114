using Fairlead.Engines.Tests.Cgroup.Compile;
using Fairlead.Layer.Plan;

namespace Fairlead.Layer.Tests;

/// <summary>
/// A stack can be unwound through the library while a hooked call waits: a thread that is cancelled runs its destructors, and a
/// signal handler sees who has called.
/// </summary>
public sealed class UnwindTests(WaitingProgram program) : IClassFixture<WaitingProgram>
{
    private const string SteeredCalls = "connect any 127.0.0.2 to 127.0.0.1\nreply udp any";

    public static TheoryData<string> Calls =>
        ["accept", "accept4", "connect", "recvfrom", "recvmsg", "recvmmsg", "sendto", "sendmsg", "sendmmsg", "fcntl", "close"];

    [Theory]
    [MemberData(nameof(Calls))]
    public void Cancelled_thread_runs_its_destructors(string call) => SaysInEveryWay("cancel", call, "destroyed\n");

    [Theory]
    [MemberData(nameof(Calls))]
    [InlineData("syscall")]
    public void Signal_handler_sees_main(string call) => SaysInEveryWay("trace", call, "main\n");

    private void SaysInEveryWay(string mode, string call, string expected)
    {
        Assert.Equal(expected, program.Run(mode, call));
        Assert.Equal(expected, program.Run(mode, call, $"LD_PRELOAD={Library.File}", "BIND_ADDR=127.0.0.2"));
        Assert.Equal(expected, program.Run(mode, call, $"LD_PRELOAD={Library.File}", $"FAIRLEAD_RULES={Rules()}"));
    }

    private static string Rules() =>
        $"{(char)RuleBlob.Version}:{Convert.ToBase64String(Blob.Of(RandomRules.Resolve(SteeredCalls.Split('\n'))))}";
}
