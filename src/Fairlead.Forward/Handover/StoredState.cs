using System.Globalization;
using System.Text;
using Fairlead.Linux;
using static Fairlead.Linux.SocketConstants;

namespace Fairlead.Forward.Handover;

/// <summary>The state of a forwarder in a few descriptors, which the service manager can keep while the service restarts.</summary>
/// <remarks>
/// <para>Goal. A service manager keeps descriptors under a name each (FDSTORE of sd_notify(3)), and gives their names back in one
/// environment variable, which cannot be longer than 128 KiB: too little for a descriptor a session.</para>
/// <para>How. Messages that carry descriptors can wait in a socket whose other end is closed: the kernel keeps what they
/// carry alive. So the state is written into unix sockets, as many as it takes, and their reading ends are stored. The first
/// message of each says which part it is, as a service manager gives them back in an order of its own.</para>
/// <para>Limits. How many descriptors may be under way is RLIMIT_NOFILE for a user without CAP_SYS_RESOURCE. A service
/// manager that stores with a watch would find the other end closed, so FDPOLL=0 must be said.</para>
/// </remarks>
public static unsafe class StoredState
{
    /// <summary>The name that the descriptors are stored under.</summary>
    public const string Name = "fairlead-state";

    /// <summary>Writes all that a forwarder has. The loops stand.</summary>
    /// <returns>The reading ends, in order.</returns>
    /// <exception cref="LinuxException">It cannot be written.</exception>
    public static int[] Write(Forwarder forwarder)
    {
        var readers = new List<int>();
        var writer = -1;
        try
        {
            forwarder.Bequeath((text, descriptors) => Write(text, descriptors, readers, ref writer));
            return [.. readers];
        }
        catch (LinuxException)
        {
            readers.ForEach(reader => _ = Libc.close(reader));
            throw;
        }
        finally
        {
            _ = Libc.close(writer);
        }
    }

    /// <summary>Reads what <see cref="Write(Forwarder)"/> gave, in whatever order.</summary>
    /// <exception cref="HandoverException">It cannot be read; every descriptor that came is closed.</exception>
    public static Inheritance Read(int[] readers)
    {
        var parts = Array.ConvertAll(readers, PartOf);
        var ordered = (int[])readers.Clone();
        Array.Sort(parts, ordered);
        return Inheritance.Read(ordered);
    }

    private static int PartOf(int reader)
    {
        Span<byte> text = stackalloc byte[16];
        var received = Libc.recv(reader, text, MSG_DONTWAIT);
        return received.Ok && int.TryParse(text[..received.Int], NumberStyles.None, CultureInfo.InvariantCulture, out var part)
            ? part
            : throw new HandoverException("a part of it does not say which it is");
    }

    private static void Write(byte[] text, int[] descriptors, List<int> readers, ref int writer)
    {
        if (writer >= 0 && DescriptorMessage.Send(writer, text, descriptors) == Errno.None)
        {
            return;
        }
        _ = writer < 0 ? Errno.None : Libc.close(writer);
        (var reader, writer) = OpenPair();
        readers.Add(reader);
        LinuxException.ThrowIf(
            DescriptorMessage.Send(writer, Encoding.ASCII.GetBytes(readers.Count.ToString(CultureInfo.InvariantCulture)), []), "sendmsg");
        LinuxException.ThrowIf(
            DescriptorMessage.Send(writer, text, descriptors), "sendmsg of descriptors",
            "the service's LimitNOFILE= also bounds how many descriptors may be under way");
    }

    // The writing end does not block: when it is full, the next pair takes over.
    private static (int Reader, int Writer) OpenPair()
    {
        var pair = stackalloc int[2];
        LinuxException.ThrowIf(Libc.socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair), "socketpair");
        var flags = Libc.fcntl(pair[1], FcntlConstants.F_GETFL).Int;
        _ = Libc.fcntl(pair[1], FcntlConstants.F_SETFL, flags | FcntlConstants.O_NONBLOCK);
        return (pair[0], pair[1]);
    }
}
