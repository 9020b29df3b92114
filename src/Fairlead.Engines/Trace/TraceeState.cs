using Fairlead.Engines.Seccomp;

namespace Fairlead.Engines.Trace;

/// <summary>One thread under trace.</summary>
internal sealed class TraceeState(int tid)
{
    private int _pid;

    /// <summary>The thread's number.</summary>
    public int Tid { get; } = tid;

    /// <summary>The number of its process.</summary>
    public int Pid => _pid != 0 ? _pid : _pid = TraceeStatus.ProcessOf(Tid);

    /// <summary>The command name of its process, as it was at the begin of the call.</summary>
    public string Program { get; set; } = "?";

    /// <summary>The call that it is in, between the seccomp stop and the end of the call; else null.</summary>
    public TracedCall? Call { get; set; }

    /// <summary>What the socket of that call is, asked at its begin: at its end the descriptor may be gone.</summary>
    public SocketKind? Socket { get; set; }
}
