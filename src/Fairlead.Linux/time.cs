using System.Runtime.InteropServices;

namespace Fairlead.Linux;

/// <summary>struct timespec of time.h, as utimensat(2) takes it.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct timespec
{
    public const long UTIME_NOW = 0x3FFFFFFF;
    public const long UTIME_OMIT = 0x3FFFFFFE;

    public long tv_sec;
    public long tv_nsec;
}

/// <summary>struct timeval of sys/time.h, as SO_SNDTIMEO and SO_RCVTIMEO take it.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct timeval
{
    public long tv_sec;
    public long tv_usec;

    /// <summary>Milliseconds, rounded up.</summary>
    public readonly long Milliseconds => (tv_sec * 1000) + ((tv_usec + 999) / 1000);
}
