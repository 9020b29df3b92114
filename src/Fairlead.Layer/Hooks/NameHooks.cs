using System.Runtime;
using Fairlead.Layer.Calls;
using Fairlead.Layer.Operations;
using Fairlead.Linux;

namespace Fairlead.Layer.Hooks;

/// <summary>getsockname(2) and getpeername(2).</summary>
internal static unsafe class NameHooks
{
    [RuntimeExport("getsockname")]
    internal static int GetSockName(int fd, sockaddr_storage* address, uint* length) =>
        NameOperation.GetSockName(fd, address, length) is { Passes: false } verdict
            ? (int)verdict.Answer()
            : Next.getsockname(fd, address, length);

    [RuntimeExport("getpeername")]
    internal static int GetPeerName(int fd, sockaddr_storage* address, uint* length) =>
        NameOperation.GetPeerName(fd, address, length) is { Passes: false } verdict
            ? (int)verdict.Answer()
            : Next.getpeername(fd, address, length);
}
