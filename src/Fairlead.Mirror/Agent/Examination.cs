using Fairlead.Linux;
using Fairlead.Mirror.Agent.Context;
using Fairlead.Mirror.Agent.Lookup;
using Fairlead.Mirror.Agent.Tcp;
using Fairlead.Mirror.Frames;
using static Fairlead.Linux.SocketConstants;

namespace Fairlead.Mirror.Agent;

/// <summary>Finds out what the target allows, by trying it: for <c>fairlead doctor --target</c>. Nothing of it stays.</summary>
internal static class Examination
{
    private const int ETH_P_ALL_BigEndian = 0x0300;

    /// <summary>What is allowed, and why not.</summary>
    public static ExaminedMessage Examine(AgentTarget target)
    {
        var pid = TargetProcess.Of(target);
        return new ExaminedMessage(
            [
                Try("mirror and steal", Capture, "CAP_NET_ADMIN and CAP_BPF (or CAP_SYS_ADMIN), and Linux 5.9; `passive` mirrors without them"),
                Try("mirror ... passive, mirror udp", Packets, "CAP_NET_RAW"),
                Try("steal udp", Raw, "CAP_NET_RAW, beside what steal needs"),
                Try("env", () => Readable(pid, "environ"), "a process (pid:N) that this user may read: CAP_SYS_PTRACE"),
                Try("files", () => pid == 0 ? Errno.None : Readable(pid, "root"), "CAP_SYS_PTRACE, to enter the root of the target's process"),
                Try("dns, outgoing", () => Errno.None, ""),
            ],
            ListenerTable.Read().ToString());
    }

    private static ExaminedItem Try(string what, Func<Errno> attempt, string needs)
    {
        var errno = attempt();
        return new ExaminedItem(what, errno == Errno.None, errno == Errno.None ? "" : $"{errno}: it needs {needs}");
    }

    private static Errno Capture()
    {
        try
        {
            SocketLookup.Attach().Dispose();
            return Transparent();
        }
        catch (LinuxException e)
        {
            return e.Errno;
        }
    }

    private static Errno Transparent()
    {
        var socket = Libc.socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        var errno = socket.Ok
            ? Libc.setsockopt(socket.Int, InConstants.IPPROTO_IP, InConstants.IP_TRANSPARENT, 1)
            : socket.Errno;
        return Closed(socket, errno);
    }

    private static Errno Packets()
    {
        var socket = Libc.socket(PacketConstants.AF_PACKET, SOCK_DGRAM | SOCK_CLOEXEC, ETH_P_ALL_BigEndian);
        return Closed(socket, socket.Errno);
    }

    private static Errno Raw()
    {
        var socket = Libc.socket(AF_INET, SOCK_RAW | SOCK_CLOEXEC, InConstants.IPPROTO_UDP);
        return Closed(socket, socket.Errno);
    }

    private static Errno Readable(int pid, string file)
    {
        if (pid == 0)
        {
            return Errno.ESRCH;
        }
        var opened = Libc.open(Libc.CString($"/proc/{pid}/{file}"), FcntlConstants.O_RDONLY | FcntlConstants.O_CLOEXEC);
        return Closed(opened, opened.Errno);
    }

    private static Errno Closed(SysResult opened, Errno errno)
    {
        if (opened.Ok)
        {
            _ = Libc.close(opened.Int);
        }
        return errno;
    }
}
