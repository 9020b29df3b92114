using System.Runtime;
using Fairlead.Layer.Calls;
using Fairlead.Linux;

namespace Fairlead.Layer.Hooks;

/// <summary>bind(2)</summary>
internal static unsafe class BindHooks
{
    [RuntimeExport("bind")]
    private static int Bind(int fd, sockaddr_storage* address, uint length) => Next.bind(fd, address, length);
}
