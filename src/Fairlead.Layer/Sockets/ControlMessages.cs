using System.Runtime.CompilerServices;
using Fairlead.Linux;

namespace Fairlead.Layer.Sockets;

/// <summary>The control messages of a message, one after the other: cmsg(3).</summary>
/// <remarks>
/// musl's msg_controllen and cmsg_len have 32 bits, and padding behind them in which anything may stand: the lower half counts.
/// </remarks>
internal static unsafe class ControlMessages
{
    /// <summary>The first; null: there is none.</summary>
    public static cmsghdr* First(msghdr* message) =>
        message->msg_control != null && (uint)message->msg_controllen >= sizeof(cmsghdr) ? (cmsghdr*)message->msg_control : null;

    /// <summary>The one behind another; null: there is none.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static cmsghdr* Next(msghdr* message, cmsghdr* current)
    {
        var next = IsWhole(message, current) ? After(current) : null;
        return next != null && Left(message, next) >= sizeof(cmsghdr) ? next : null;
    }

    /// <summary>How far they go, where another has its place. What is too short to be one does not count; what is malformed stays,
    /// for the kernel to refuse.</summary>
    public static nint End(msghdr* message)
    {
        cmsghdr* last = null;
        for (var at = First(message); at != null; at = Next(message, at))
            last = at;
        return last == null ? 0
            : IsWhole(message, last) ? (nint)((byte*)After(last) - (byte*)message->msg_control)
            : ((nint)(uint)message->msg_controllen + 7) & ~7;
    }

    private static nint Left(msghdr* message, cmsghdr* at) =>
        (nint)((byte*)message->msg_control + (uint)message->msg_controllen - (byte*)at);

    private static bool IsWhole(msghdr* message, cmsghdr* at) =>
        (uint)at->cmsg_len >= sizeof(cmsghdr) && (uint)at->cmsg_len <= Left(message, at);

    private static cmsghdr* After(cmsghdr* at) => (cmsghdr*)((byte*)at + (((uint)at->cmsg_len + 7) & ~7u));
}
