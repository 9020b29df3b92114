using Fairlead.Linux;

namespace Fairlead.Forward.Sockets;

/// <summary>How many descriptors this process may have. The runtime has raised the soft limit to the hard one.</summary>
/// <remarks>
/// Some are kept back from clients: without any, the runtime cannot load a part of itself that it meets for the first time, and
/// ends the process. The kernel gives the lowest free number, so a high one says that few are left.
/// </remarks>
internal static unsafe class DescriptorLimit
{
    private const int KeptBack = 128;

    private static int s_forClients = int.MaxValue;

    /// <summary>Looks how many there may be.</summary>
    public static int Now()
    {
        rlimit limit;
        LinuxException.ThrowIf(Libc.getrlimit(rlimit.RLIMIT_NOFILE, &limit), "getrlimit");
        var most = (int)Math.Min(int.MaxValue, limit.rlim_cur);
        s_forClients = most - Math.Min(KeptBack, most / 8);
        return most;
    }

    /// <summary>Whether a new descriptor is one of those that are kept back, as <see cref="Now"/> saw it last.</summary>
    public static bool IsKeptBack(int descriptor) => descriptor >= s_forClients;
}
