using Fairlead.Linux;
using static Fairlead.Linux.SocketConstants;

namespace Fairlead.Forward.Tests.Handover;

/// <summary>Two ends of a socket that messages with descriptors go through, and a descriptor of which copies are counted.</summary>
internal sealed unsafe class Wire : IDisposable
{
    private readonly int _file;
    private int _writer;

    public Wire()
    {
        var pair = stackalloc int[2];
        LinuxException.ThrowIf(Libc.socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair), "socketpair");
        (Reader, _writer) = (pair[0], pair[1]);
        _file = LinuxException.Check(Libc.socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), "socket");
    }

    public int Reader { get; }

    /// <summary>How many descriptors of this process are copies of <see cref="File"/>, itself left out.</summary>
    public int Copies
    {
        get
        {
            var name = Link($"/proc/self/fd/{_file}");
            return Directory.GetFiles("/proc/self/fd").Count(path => Link(path) == name) - 1;
        }
    }

    /// <summary>Sends a message with so many copies of one descriptor.</summary>
    public void Send(string text, int copies)
    {
        var descriptors = new int[copies];
        Array.Fill(descriptors, _file);
        Assert.Equal(Errno.None, DescriptorMessage.Send(_writer, System.Text.Encoding.ASCII.GetBytes(text), descriptors));
    }

    public void CloseWriter()
    {
        _ = Libc.close(_writer);
        _writer = -1;
    }

    public void Dispose()
    {
        _ = Libc.close(Reader);
        _ = Libc.close(_file);
        if (_writer >= 0)
        {
            CloseWriter();
        }
    }

    private static string? Link(string path)
    {
        try
        {
            return File.ResolveLinkTarget(path, returnFinalTarget: false)?.Name;
        }
        catch (IOException)
        {
            // Another test has closed it meanwhile.
            return null;
        }
    }
}
