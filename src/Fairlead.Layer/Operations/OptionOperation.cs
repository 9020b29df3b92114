using System.Runtime.CompilerServices;
using Fairlead.Engines;
using Fairlead.Layer.Calls;
using Fairlead.Layer.Plan;
using Fairlead.Layer.Sockets;
using Fairlead.Linux;
using Fairlead.Rules.Planning;
using static Fairlead.Linux.InConstants;
using static Fairlead.Linux.SocketConstants;

namespace Fairlead.Layer.Operations;

/// <summary>setsockopt(2) and getsockopt(2) on a unix socket that stands in the place of an IPv4 or IPv6 one.</summary>
/// <remarks>
/// Programs that set TCP_NODELAY and give up when it fails find that it succeeds, and read zeros. The kernel is asked first: a
/// unix socket refuses such options by EOPNOTSUPP, and other sockets have lost nothing.
/// </remarks>
internal static unsafe class OptionOperation
{
    public static Verdict Set(int fd, int level, int name, void* value, uint length)
    {
        if (!InForce.Needs(Traps.SetSockOpt) || !IsOfInet(level))
            return Verdict.Pass(PassReason.NotNeeded);
        var result = Next.setsockopt(fd, level, name, value, length);
        return Verdict.Native(IsRefused(fd, result) ? 0 : result);
    }

    public static Verdict Get(int fd, int level, int name, void* value, uint* length)
    {
        var isKind = level == SOL_SOCKET && name is SO_DOMAIN or SO_PROTOCOL;
        if (!InForce.Needs(Traps.SetSockOpt) || (!isKind && !IsOfInet(level)))
            return Verdict.Pass(PassReason.NotNeeded);
        var result = Next.getsockopt(fd, level, name, value, length);
        if (result == 0 && isKind && *length == sizeof(int))
        {
            ShowKind(fd, name, (int*)value);
        }
        else if (IsRefused(fd, result) && value != null && (int)*length >= 0)
        {
            Bytes.Fill((byte*)value, 0, *length);
            result = 0;
        }
        return Verdict.Native(result);
    }

    private static bool IsOfInet(int level) => level is IPPROTO_IP or IPPROTO_TCP or IPPROTO_IPV6;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool IsRefused(int fd, int result) =>
        result != 0 && Socket.Last == Errno.EOPNOTSUPP && SocketNote.IsOn(fd);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ShowKind(int fd, int name, int* value)
    {
        SocketNote note;
        if (*value == (name == SO_DOMAIN ? AF_UNIX : 0) && SocketNote.TryRead(fd, &note))
            *value = name == SO_DOMAIN ? note.Family : IPPROTO_TCP;
    }
}
