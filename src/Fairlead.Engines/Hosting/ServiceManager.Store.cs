using System.Text;
using Fairlead.Linux;
using static Fairlead.Linux.SocketConstants;

namespace Fairlead.Engines.Hosting;

/// <content>The store of descriptors that outlives a restart: FDSTORE of sd_notify(3), systemd.service(5) FileDescriptorStoreMax=.</content>
public sealed unsafe partial class ServiceManager
{
    private const int Patience = 5000;

    /// <summary>Stores a descriptor under a name, whatever becomes of its other end (FDPOLL=0, systemd 246).</summary>
    public void Store(string name, int descriptor) => Send($"FDSTORE=1\nFDNAME={name}\nFDPOLL=0", descriptor);

    /// <summary>Takes all descriptors of a name out of the store.</summary>
    public void Forget(string name) => Say($"FDSTOREREMOVE=1\nFDNAME={name}");

    /// <summary>
    /// Waits until everything that was said is done, five seconds at most: a process that has ended when its words are read
    /// is nobody's.
    /// </summary>
    public void Wait()
    {
        var pipe = stackalloc int[2];
        if (!Libc.pipe2(pipe, FcntlConstants.O_CLOEXEC).Ok)
        {
            return;
        }
        Send("BARRIER=1", pipe[1]);
        _ = Libc.close(pipe[1]);
        pollfd wait = new() { fd = pipe[0], events = pollfd.POLLHUP };
        _ = Libc.poll(&wait, 1, Patience);
        _ = Libc.close(pipe[0]);
    }

    private void Send(string lines, int descriptor)
    {
        var bytes = Encoding.UTF8.GetBytes(lines);
        var control = stackalloc byte[cmsghdr.Space(sizeof(int))];
        *(cmsghdr*)control = new cmsghdr
        {
            cmsg_len = (nuint)(sizeof(cmsghdr) + sizeof(int)), cmsg_level = SOL_SOCKET, cmsg_type = SCM_RIGHTS,
        };
        *(int*)(control + sizeof(cmsghdr)) = descriptor;
        fixed (byte* text = bytes)
        fixed (sockaddr_un* address = &_address)
        {
            iovec vector = new() { iov_base = text, iov_len = (nuint)bytes.Length };
            msghdr message = new()
            {
                msg_name = address, msg_namelen = _length, msg_iov = &vector, msg_iovlen = 1, msg_control = control,
                msg_controllen = (nuint)cmsghdr.Space(sizeof(int)),
            };
            _ = Libc.sendmsg(_socket, &message, MSG_NOSIGNAL);
        }
    }
}
