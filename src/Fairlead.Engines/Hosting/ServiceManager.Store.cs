using Fairlead.Linux;

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
}
