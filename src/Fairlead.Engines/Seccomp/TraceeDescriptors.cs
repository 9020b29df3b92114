using Fairlead.Linux;

namespace Fairlead.Engines.Seccomp;

/// <summary>Copies of the descriptors of programs, by pidfd_getfd(2).</summary>
/// <remarks>
/// A pidfd names its thread for ever: when the thread has ended, pidfd_getfd fails with ESRCH even if its number
/// is in use again. So pidfds are kept, in a table of fixed size, and a stale one costs one failed call.
/// </remarks>
internal sealed class TraceeDescriptors
{
    private const int Slots = 128;
    private readonly int[] _tids = new int[Slots];
    private readonly int[] _pidfds = new int[Slots];
    private bool _threadPidfds = true;

    /// <summary>Copies a descriptor of a thread; EBADF where the thread has no such descriptor.</summary>
    /// <param name="tid">The thread.</param>
    /// <param name="descriptor">Its number there.</param>
    /// <param name="isNew">Whether the thread was found by its number, which the caller must confirm to be its own.</param>
    public SysResult Fetch(int tid, int descriptor, out bool isNew)
    {
        isNew = false;
        var slot = tid % Slots;
        if (_tids[slot] == tid)
        {
            var copy = Libc.pidfd_getfd(_pidfds[slot], descriptor);
            if (copy.Errno != Errno.ESRCH)
            {
                return copy;
            }
        }
        isNew = true;
        var opened = Open(tid, out var isExact);
        if (!opened.Ok)
        {
            return opened;
        }
        var fetched = Libc.pidfd_getfd(opened.Int, descriptor);
        if (isExact)
        {
            Keep(slot, tid, opened.Int);
        }
        else
        {
            _ = Libc.close(opened.Int);
        }
        return fetched;
    }

    private void Keep(int slot, int tid, int pidfd)
    {
        if (_tids[slot] != 0)
        {
            _ = Libc.close(_pidfds[slot]);
        }
        (_tids[slot], _pidfds[slot]) = (tid, pidfd);
    }

    // Threads may have descriptor tables of their own, so a pidfd of the thread itself is right; before Linux 6.9 there
    // is only one of the process, under the number of its first thread. One for another thread outlives that thread, whose
    // number may then be another's: it is not kept.
    private SysResult Open(int tid, out bool isExact)
    {
        isExact = true;
        if (_threadPidfds)
        {
            var opened = Libc.pidfd_open(tid, PidfdConstants.PIDFD_THREAD);
            if (opened.Errno != Errno.EINVAL)
            {
                return opened;
            }
            _threadPidfds = false;
        }
        var process = Libc.pidfd_open(tid, 0);
        isExact = process.Ok;
        return process.Ok ? process : Libc.pidfd_open(TraceeStatus.ProcessOf(tid), 0);
    }
}
