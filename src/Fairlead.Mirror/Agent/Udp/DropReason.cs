namespace Fairlead.Mirror.Agent.Udp;

/// <summary>Why a datagram, or a packet, was not delivered: the words of counters.</summary>
internal static class DropReason
{
    /// <summary>The link had no room.</summary>
    public const string Overrun = "udp-overrun";

    /// <summary>The kernel had no room for it, before the agent could read it.</summary>
    public const string Kernel = "kernel";

    /// <summary>Packets passed while the link had no room for their copies.</summary>
    public const string PassiveOverrun = "passive-overrun";

    /// <summary>Only its beginning was copied, or its headers say another length.</summary>
    public const string Truncated = "truncated";

    /// <summary>Its checksum is wrong: the real program does not get it either.</summary>
    public const string Checksum = "checksum";

    /// <summary>Not all of its fragments came.</summary>
    public const string Fragment = "fragment";

    /// <summary>An answer could not be sent.</summary>
    public const string Answer = "answer";
}
