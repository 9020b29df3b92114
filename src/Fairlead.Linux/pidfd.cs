namespace Fairlead.Linux;

/// <summary>linux/pidfd.h: pidfd_open(2).</summary>
public static class PidfdConstants
{
    /// <summary>The descriptor is of one thread (Linux 6.9).</summary>
    public const uint PIDFD_THREAD = 0x80;
}
