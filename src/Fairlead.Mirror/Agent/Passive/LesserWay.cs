using Fairlead.Linux;
using Fairlead.Mirror.Frames;

namespace Fairlead.Mirror.Agent.Passive;

/// <summary>What works where the kernel does not permit what was asked.</summary>
internal static class LesserWay
{
    /// <summary>Says so, after the kernel's error; empty where it was another one.</summary>
    public static string Text(SubscribeMessage asked, Errno errno)
    {
        if (errno is not (Errno.EPERM or Errno.EACCES))
        {
            return "";
        }
        const string missing = "; to take what clients send, the agent needs CAP_NET_ADMIN and CAP_BPF at the target";
        return asked switch
        {
            { Steal: false } => $"{missing}. `passive` needs CAP_NET_RAW alone",
            { Protocol: "udp" } => $"{missing}, and CAP_NET_RAW. `mirror udp` needs CAP_NET_RAW alone",
            _ => $"{missing}. `mirror tcp` with `passive` needs CAP_NET_RAW alone",
        };
    }
}
