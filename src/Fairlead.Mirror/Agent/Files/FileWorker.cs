using System.Collections.Concurrent;
using Fairlead.Linux;

namespace Fairlead.Mirror.Agent.Files;

/// <summary>A thread for what may block: a slow disk, a network file system. It does one thing after the other.</summary>
internal sealed class FileWorker : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);
    private readonly BlockingCollection<Action> _jobs = [];
    private readonly Thread _thread;

    public FileWorker()
    {
        _thread = new Thread(Run) { Name = "files", IsBackground = true };
        _thread.Start();
    }

    /// <summary>Adds a job. From any thread.</summary>
    public void Post(Action job) => _jobs.Add(job);

    /// <summary>Ends the thread, once it has done what was posted; one that hangs is left behind.</summary>
    public void Dispose()
    {
        _jobs.CompleteAdding();
        if (_thread.Join(s_patience))
        {
            _jobs.Dispose();
        }
    }

    // Who asks has applied its umask already; that of this process is not of this thread any more.
    private void Run()
    {
        LinuxException.ThrowIf(Libc.unshare(SchedConstants.CLONE_FS), "unshare(CLONE_FS)");
        _ = Libc.umask(0);
        foreach (var job in _jobs.GetConsumingEnumerable())
        {
            job();
        }
    }
}
