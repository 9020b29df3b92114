using System.Runtime;
using Fairlead.Layer.Calls;
using Fairlead.Layer.Operations;
using Fairlead.Layer.Reply;
using Fairlead.Linux;

namespace Fairlead.Layer.Hooks;

/// <summary>bind(2), listen(2) and connect(2).</summary>
internal static unsafe class AddressHooks
{
    [RuntimeExport("bind")]
    internal static int Bind(int fd, sockaddr_storage* address, uint length) => WildcardSocket.LookAgain(
        fd,
        BindOperation.Bind(fd, address, length) is { Passes: false } verdict ? (int)verdict.Answer() : Next.bind(fd, address, length));

    [RuntimeExport("listen")]
    internal static int Listen(int fd, int backlog) =>
        BindOperation.Listen(fd) is { Passes: false } verdict ? (int)verdict.Answer() : Next.listen(fd, backlog);

    [RuntimeExport("connect")]
    internal static int Connect(int fd, sockaddr_storage* address, uint length) => WildcardSocket.LookAgain(
        fd,
        ConnectOperation.Connect(fd, address, length) is { Passes: false } verdict
            ? (int)verdict.Answer()
            : Next.connect(fd, address, length));

    /// <summary>The name under which glibc exports it for its own and others' use.</summary>
    [RuntimeExport("__connect")]
    private static int Connect2(int fd, sockaddr_storage* address, uint length) => Connect(fd, address, length);
}
