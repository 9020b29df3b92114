using Fairlead.Linux;

namespace Fairlead.Forward.Sockets;

/// <summary>How many descriptors this process may have. The runtime has raised the soft limit to the hard one.</summary>
internal static unsafe class DescriptorLimit
{
    public static int Now()
    {
        rlimit limit;
        LinuxException.ThrowIf(Libc.getrlimit(rlimit.RLIMIT_NOFILE, &limit), "getrlimit");
        return (int)Math.Min(int.MaxValue, limit.rlim_cur);
    }
}
