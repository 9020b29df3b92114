namespace Fairlead.Mirror.Targets;

/// <summary>capabilities(7) as CapEff of /proc/PID/status has them.</summary>
internal readonly record struct CapabilitySet(ulong Bits)
{
    private const int NetAdmin = 12;
    private const int NetRaw = 13;
    private const int SysAdmin = 21;
    private const int Bpf = 39;

    /// <summary>What is missing for a privilege, in words; null: nothing.</summary>
    public string? Missing(AgentPrivilege privilege) => privilege switch
    {
        AgentPrivilege.Passive when !Has(NetRaw) => "CAP_NET_RAW is missing",
        AgentPrivilege.Capture when !Has(NetAdmin) => $"CAP_NET_ADMIN is missing{Without}",
        AgentPrivilege.Capture when !Has(Bpf) && !Has(SysAdmin) => $"CAP_BPF (or CAP_SYS_ADMIN) is missing{Without}",
        _ => null,
    };

    private string Without => Has(NetRaw) ? "; --passive works without it" : "";

    private bool Has(int capability) => (Bits >> capability & 1) != 0;
}
