using Fairlead.Forward.Loop;
using Fairlead.Linux;
using Fairlead.Mirror.Agent.Files;
using Fairlead.Mirror.Frames;

namespace Fairlead.Mirror.Feed.Files;

/// <summary>This machine's files, in folders that they share with the target's.</summary>
/// <remarks>A thread of its own uses them, with the rights of the process that asks.</remarks>
internal sealed class LocalFiles : IFileSource, IDisposable
{
    private readonly EventLoop _loop;
    private readonly Action _flush;
    private readonly FileCalls _calls;
    private readonly FileWorker _worker;
    private FileCaller _taken;

    /// <param name="loop">The loop.</param>
    /// <param name="flush">Called on the loop's thread after each answer, as what it leads to may be a question to the agent.</param>
    public LocalFiles(EventLoop loop, Action flush)
    {
        const int flags = FcntlConstants.O_PATH | FcntlConstants.O_CLOEXEC | FcntlConstants.O_DIRECTORY;
        (_loop, _flush) = (loop, flush);
        _calls = new FileCalls(LinuxException.Check(Libc.open("/\0"u8, flags), "open of /"), policy: null);
        _taken = new FileCaller(Libc.geteuid(), Libc.getegid(), 0);
        _worker = new FileWorker();
    }

    /// <inheritdoc/>
    public void Ask(FileMessage question, ReadOnlySpan<byte> data, FileCaller caller, FileThen then)
    {
        var bytes = data.ToArray();
        _worker.Post(() =>
        {
            var result = Take(caller) ? _calls.Do(question, bytes) : FileResult.Of(Errno.EACCES);
            _loop.Post(() =>
            {
                using (result)
                {
                    then(new FileAnswer(result.Errno, result.Handle, result.Bytes));
                }
                _flush();
            });
        });
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _worker.Dispose();
        _calls.Dispose();
    }

    // The groups of a process are asked for when it is another one than the last; handles are of who has opened them.
    private bool Take(FileCaller caller)
    {
        if (caller == _taken || caller.Pid == 0)
        {
            return true;
        }
        _taken = caller;
        var rights = FileRights.Of((int)caller.Pid) ?? new FileRights(caller.User, caller.Group, []);
        return (rights with { User = caller.User, Group = caller.Group }).TryTake() is null;
    }
}
