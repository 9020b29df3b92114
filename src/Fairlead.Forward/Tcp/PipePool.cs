using Fairlead.Forward.Sockets;
using Fairlead.Linux;

namespace Fairlead.Forward.Tcp;

/// <summary>Empty pipes of one loop, for whoever has data to pass on.</summary>
/// <remarks>
/// A pipe belongs to a connection only while it has data in it, so idle ones have none, and a few pipes serve all whose
/// receivers keep up. Those that were needed at once at some time are kept up to a number; the others are closed again.
/// </remarks>
internal sealed unsafe class PipePool : IDisposable
{
    /// <summary>
    /// How much a pipe holds, in bytes of whole pages; the kernel's default is 64 KiB. Where a user may not have more
    /// (fs.pipe-user-pages-soft), a pipe stays as it is.
    /// </summary>
    public const int Size = 256 << 10;

    private const int MostKept = 64;

    private readonly Stack<Pipe> _pipes = new(MostKept);

    /// <summary>Gives an empty pipe, if there is one or a descriptor is left to make one.</summary>
    public bool TryTake(out Pipe pipe) => _pipes.TryPop(out pipe) || TryMake(out pipe);

    /// <summary>Takes back a pipe that is empty.</summary>
    public void Return(Pipe pipe)
    {
        if (_pipes.Count < MostKept)
        {
            _pipes.Push(pipe);
        }
        else
        {
            pipe.Close();
        }
    }

    public void Dispose()
    {
        while (_pipes.TryPop(out var pipe))
        {
            pipe.Close();
        }
    }

    private static bool TryMake(out Pipe pipe)
    {
        var pair = stackalloc int[2];
        if (!Libc.pipe2(pair, FcntlConstants.O_NONBLOCK | FcntlConstants.O_CLOEXEC).Ok)
        {
            pipe = default;
            return false;
        }
        pipe = new Pipe(pair[0], pair[1]);
        if (DescriptorLimit.IsKeptBack(pair[1]))
        {
            pipe.Close();
            return false;
        }
        _ = Libc.fcntl(pair[1], FcntlConstants.F_SETPIPE_SZ, Size);
        return true;
    }
}
