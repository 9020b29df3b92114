namespace Fairlead.Linux;

/// <summary>sys/ioctl.h: tcp(7), where FIONREAD is SIOCINQ and TIOCOUTQ is SIOCOUTQ.</summary>
public static class IoctlConstants
{
    public const int TIOCOUTQ = 0x5411;
    public const int FIONREAD = 0x541B;
}

/// <content>Calls of sys/ioctl.h.</content>
public static unsafe partial class Libc
{
    /// <summary>ioctl(2) for a request that gives an int.</summary>
    public static Errno ioctl(int fd, int request, out int value)
    {
        int got = 0;
        var errno = Error(ioctl_(fd, (nuint)request, &got));
        value = got;
        return errno;
    }
}
