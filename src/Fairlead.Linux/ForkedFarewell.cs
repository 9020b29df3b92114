using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Fairlead.Linux;

/// <summary>A process that outlives this one, to write what takes back what this one did to the host.</summary>
/// <remarks>
/// <para>How. A fork that sleeps in read(2) of a pipe. A byte out of it is the farewell of a process that ends as it should: the
/// fork ends. End of file is its death: the fork writes each message to the descriptor, in order, and ends.
/// The messages stand in memory that both share.</para>
/// <para>Limits. As in <see cref="ForkExec"/>, a forked runtime must not be entered: one method, calls by address only. What
/// kills both processes at once leaves everything as it is.</para>
/// </remarks>
public sealed unsafe class ForkedFarewell
{
    private const int Room = 1 << 20;
    private const int SYS_close_range = 436;
    private readonly int _pid;
    private readonly int _pipe;
    private readonly byte* _shared;
    private int _end = sizeof(int);

    private ForkedFarewell(int pid, int pipe, byte* shared)
    {
        (_pid, _pipe) = (pid, pipe);
        _shared = shared;
    }

    /// <summary>Starts the process.</summary>
    /// <param name="descriptor">What the messages are written to: one write(2) each.</param>
    public static ForkedFarewell Start(int descriptor)
    {
        var ends = stackalloc int[2];
        LinuxException.Check(Libc.pipe2(ends, FcntlConstants.O_CLOEXEC), "pipe2");
        LinuxException.ThrowIf(
            Libc.mmap(Room, MmanConstants.PROT_READ | MmanConstants.PROT_WRITE,
                MmanConstants.MAP_SHARED | MmanConstants.MAP_ANONYMOUS, out var shared), "mmap");
        var calls = RawCalls.Load();
        sigset_t all = new() { bits = ulong.MaxValue }, before;
        LinuxException.ThrowIf(Libc.pthread_sigmask(SignalConstants.SIG_SETMASK, &all, &before), "pthread_sigmask");
        var pid = Wait(&calls, ends[0], descriptor, shared);
        _ = Libc.pthread_sigmask(SignalConstants.SIG_SETMASK, &before, null);
        LinuxException.ThrowIf(pid < 0 ? Errno.EAGAIN : Errno.None, "fork");
        _ = Libc.close(ends[0]);
        return new ForkedFarewell(pid, ends[1], shared);
    }

    /// <summary>Adds a message. Its length counts last: a death in between leaves it out.</summary>
    public void Add(ReadOnlySpan<byte> message)
    {
        if (_end + sizeof(int) + message.Length > Room)
        {
            throw new LinuxException("farewell of this process", Errno.ENOSPC, "too much is to be taken back; use fewer ports");
        }
        var at = new Span<byte>(_shared + _end, Room - _end);
        message.CopyTo(at[sizeof(int)..]);
        BinaryPrimitives.WriteInt32LittleEndian(at, message.Length);
        _end += sizeof(int) + message.Length;
        Volatile.Write(ref *(int*)_shared, _end);
    }

    /// <summary>This process ends as it should: nothing is written.</summary>
    public void Dismiss()
    {
        _ = Libc.write(_pipe, "."u8);
        _ = Libc.waitpid(_pid, out _, 0);
        _ = Libc.close(_pipe);
        _ = Libc.munmap(_shared, Room);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Wait(RawCalls* c, int pipe, int descriptor, byte* shared)
    {
        var child = c->fork();
        if (child != 0)
        {
            return child;
        }
        c->setsid();
        var low = c->fcntl(pipe, FcntlConstants.F_DUPFD_CLOEXEC, 8);
        c->dup2(c->fcntl(descriptor, FcntlConstants.F_DUPFD_CLOEXEC, 8), 1);
        c->dup2(low, 0);
        c->syscall(SYS_close_range, 2, int.MaxValue, 0);

        byte farewell;
        if (c->read(0, &farewell, 1) == 0)
        {
            var end = *(int*)shared;
            for (var at = sizeof(int); at < end; at += sizeof(int) + *(int*)(shared + at))
            {
                c->write(1, shared + at + sizeof(int), (nuint)(*(int*)(shared + at)));
            }
        }
        c->exit(0);
        return 0;
    }
}
