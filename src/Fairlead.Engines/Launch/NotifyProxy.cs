using System.Text;
using Fairlead.Linux;
using static Fairlead.Linux.SocketConstants;

namespace Fairlead.Engines.Launch;

/// <summary>Stands between the program and the service manager's NOTIFY_SOCKET: sd_notify(3).</summary>
/// <remarks>
/// <para>Goal. The service manager takes messages from the unit's main process, which is Fairlead, not the program. So the
/// program gets a socket of ours, and each message goes on from here, descriptors and all: READY, STATUS, WATCHDOG,
/// FDSTORE and BARRIER work, and the main process stays Fairlead, whose exit status is the program's.</para>
/// <para>Our socket has an abstract name, which anybody on the host can send to: a message counts only if its sender is of
/// our user or root, who could take this process over anyway, or is in our cgroup, the test that the service manager itself
/// has for NotifyAccess=all.</para>
/// <para>Limits. An address that is not of AF_UNIX (vsock) is left to the program as it is. The cgroup of a sender of
/// another user that has ended cannot be known: its message is lost, as systemd-notify(1) tells of the service manager.</para>
/// </remarks>
public sealed unsafe class NotifyProxy : IDisposable
{
    private const string Variable = "NOTIFY_SOCKET";
    private const int MostBytes = 64 * 1024;
    private const int MostControl = 4096;
    private const int FamilyLength = 2;

    private readonly byte[] _payload = new byte[MostBytes];
    private readonly byte[] _control = new byte[MostControl];
    private readonly string _myCgroup = File.ReadAllText("/proc/self/cgroup");
    private readonly sockaddr_un _manager;
    private readonly uint _managerLength;

    private NotifyProxy(int descriptor, sockaddr_un manager, uint managerLength) =>
        (Descriptor, _manager, _managerLength) = (descriptor, manager, managerLength);

    /// <summary>The socket that the program sends to.</summary>
    public int Descriptor { get; }

    /// <summary>Puts a proxy into the environment of the program; null where there is no service manager to tell.</summary>
    public static NotifyProxy? Create(ProgramEnvironment environment)
    {
        if (environment.Get(Variable) is not { } path || !(path.StartsWith('/') || path.StartsWith('@'))
            || !UnixAddress.TryWrite(ByteText.ForPeople(path), out var manager, out var length))
        {
            return null;
        }
        var socket = LinuxException.Check(Libc.socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0), "socket");
        _ = Libc.setsockopt(socket, SOL_SOCKET, SO_PASSCRED, 1);
        sockaddr_un mine = new() { sun_family = AF_UNIX };
        LinuxException.ThrowIf(Libc.bind(socket, &mine, FamilyLength), "bind to an abstract address");
        environment.Set(Variable, NameOf(socket));
        return new NotifyProxy(socket, manager, length);
    }

    /// <summary>Passes on all messages that have come.</summary>
    public void Forward()
    {
        fixed (byte* payload = _payload, control = _control)
        {
            iovec vector = new() { iov_base = payload, iov_len = MostBytes };
            msghdr message = new() { msg_iov = &vector, msg_iovlen = 1, msg_control = control, msg_controllen = MostControl };
            while (Libc.recvmsg(Descriptor, &message, MSG_CMSG_CLOEXEC) is { Ok: true } received)
            {
                vector.iov_len = (nuint)received.Value;
                Pass(ref message);
                (vector.iov_len, message.msg_controllen) = (MostBytes, MostControl);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _ = Libc.close(Descriptor);

    private void Pass(ref msghdr message)
    {
        ucred sender = default;
        cmsghdr* rights = null;
        for (nuint at = 0; at + (nuint)sizeof(cmsghdr) <= message.msg_controllen;)
        {
            var header = (cmsghdr*)((byte*)message.msg_control + at);
            sender = header->cmsg_type == SCM_CREDENTIALS ? *(ucred*)(header + 1) : sender;
            rights = header->cmsg_type == SCM_RIGHTS ? header : rights;
            at += (header->cmsg_len + 7) & ~(nuint)7;
        }
        if (IsOurs(sender))
        {
            Send(ref message, rights);
        }
        CloseAll(rights);
    }

    private void Send(ref msghdr message, cmsghdr* rights)
    {
        fixed (sockaddr_un* manager = &_manager)
        {
            msghdr copy = new()
            {
                msg_name = manager,
                msg_namelen = _managerLength,
                msg_iov = message.msg_iov,
                msg_iovlen = 1,
                msg_control = rights,
                msg_controllen = rights == null ? 0 : rights->cmsg_len,
            };
            _ = Libc.sendmsg(Descriptor, &copy, MSG_NOSIGNAL);
        }
    }

    private static void CloseAll(cmsghdr* rights)
    {
        for (var i = 0; rights != null && (nuint)(sizeof(cmsghdr) + (i * sizeof(int))) < rights->cmsg_len; i++)
        {
            _ = Libc.close(((int*)(rights + 1))[i]);
        }
    }

    private bool IsOurs(in ucred sender)
    {
        if (sender.pid == 0)
        {
            return false;
        }
        try
        {
            return sender.uid == 0 || sender.uid == Libc.geteuid() || File.ReadAllText($"/proc/{sender.pid}/cgroup") == _myCgroup;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static string NameOf(int socket)
    {
        sockaddr_un address;
        var length = Libc.SizeOf<sockaddr_un>();
        LinuxException.ThrowIf(Libc.getsockname(socket, &address, &length), "getsockname");
        return "@" + Encoding.Latin1.GetString(address.sun_path + 1, (int)length - FamilyLength - 1);
    }
}
