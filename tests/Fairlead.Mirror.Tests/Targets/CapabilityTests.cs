using Fairlead.Mirror.Targets;

namespace Fairlead.Mirror.Tests.Targets;

public sealed class CapabilityTests
{
    private const ulong NetAdmin = 1ul << 12, NetRaw = 1ul << 13, SysAdmin = 1ul << 21, Bpf = 1ul << 39;

    [Theory]
    [InlineData(AgentPrivilege.None, 0, null)]
    [InlineData(AgentPrivilege.Passive, NetRaw, null)]
    [InlineData(AgentPrivilege.Passive, NetAdmin, "CAP_NET_RAW is missing")]
    [InlineData(AgentPrivilege.Capture, NetAdmin | Bpf, null)]
    [InlineData(AgentPrivilege.Capture, NetAdmin | SysAdmin, null)]
    [InlineData(AgentPrivilege.Capture, Bpf, "CAP_NET_ADMIN is missing")]
    [InlineData(AgentPrivilege.Capture, NetAdmin, "CAP_BPF (or CAP_SYS_ADMIN) is missing")]
    [InlineData(AgentPrivilege.Capture, NetRaw, "CAP_NET_ADMIN is missing; --passive works without it")]
    public void What_is_missing_is_named(AgentPrivilege privilege, ulong capabilities, string? missing) =>
        Assert.Equal(missing, new CapabilitySet(capabilities).Missing(privilege));
}
