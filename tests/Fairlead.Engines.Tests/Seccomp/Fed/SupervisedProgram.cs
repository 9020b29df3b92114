using Fairlead.Engines.Feeding;
using Fairlead.Engines.Hosting;
using Fairlead.Engines.Launch;
using Fairlead.Engines.Logging;
using Fairlead.Engines.Seccomp;
using Fairlead.Linux;
using Fairlead.Rules.Planning;
using Fairlead.Rules.Resolution;
using Fairlead.Rules.Text;

namespace Fairlead.Engines.Tests.Seccomp.Fed;

/// <summary>A program under the filter of some rules, with a supervisor in a thread of this process.</summary>
/// <remarks>It is the first of a session of its own, so that all its processes end with it.</remarks>
internal sealed class SupervisedProgram : IDisposable
{
    private const string Shell = "exec setsid \"$@\" >\"$0\" 2>&1 </dev/null";
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    private readonly string _output = Path.GetTempFileName();
    private readonly TaskCompletionSource<int> _started = new();
    private readonly Thread _supervisor;
    private readonly Log _log;
    private int _read;

    public SupervisedProgram(ResolvedRule[] rules, ClientNames? clients, IOutgoing? outgoing, params string[] command)
    {
        Messages = Path.GetTempFileName();
        var file = Libc.open(Libc.CString(Messages), FcntlConstants.O_WRONLY | FcntlConstants.O_CLOEXEC);
        _log = new Log(file.Int, json: false, Verbosity.Normal);

        // The program dies with the thread that has forked it: PR_SET_PDEATHSIG.
        _supervisor = new Thread(() => Supervise(rules, clients, outgoing, command));
        _supervisor.Start();
        Pid = _started.Task.GetAwaiter().GetResult();
    }

    public int Pid { get; }

    /// <summary>The file that the supervisor logs to.</summary>
    public string Messages { get; }

    public static ResolvedRule[] Resolve(params string[] lines)
    {
        var written = RuleParser.Parse("test", string.Join('\n', lines)).Statements.Cast<WrittenRule>();
        var (rules, errors) = new Resolver(new HostNames()).Resolve([.. written]);
        Assert.Empty(errors);
        return rules;
    }

    /// <summary>The next line that the program writes.</summary>
    public string Line()
    {
        string[] lines = [];
        var came = SpinWait.SpinUntil(() => (lines = File.ReadAllText(_output).Split('\n')).Length > _read + 1, s_patience);
        Assert.True(came, $"no line {_read + 1} in: {string.Join('\n', lines)} {File.ReadAllText(Messages)}");
        return lines[_read++];
    }

    /// <summary>Passes over lines up to one that starts so.</summary>
    public string LineWith(string start)
    {
        string line;
        do
        {
            line = Line();
        }
        while (!line.StartsWith(start, StringComparison.Ordinal));
        return line;
    }

    public void Signal(int signal) => Assert.Equal(Errno.None, Libc.kill(Pid, signal));

    public void Dispose()
    {
        _ = Libc.kill(-Pid, SignalConstants.SIGKILL);
        _ = Libc.waitpid(Pid, out _, 0);
        _supervisor.Join();
        _ = Libc.close(_log.Descriptor);
        File.Delete(_output);
        File.Delete(Messages);
    }

    private void Supervise(ResolvedRule[] rules, ClientNames? clients, IOutgoing? outgoing, string[] command)
    {
        using var program = Start(rules, command);
        var listener = SeccompHost.FetchListener(program.Pid, program.Listener);
        var guard = ForkedGuard.Start(listener);
        using var dispatch = new CallDispatch(rules, _log, clients, outgoing);
        using var supervisor = new Supervisor(listener, dispatch, guard, _log);
        Assert.Equal(Errno.None, program.Go());
        _started.SetResult(program.Pid);
        new SupervisorLoop(listener, supervisor, signals: null).RunUntilAbandoned();
        guard.Dismiss();
        _ = Libc.close(listener);
    }

    private StartedProgram Start(ResolvedRule[] rules, string[] command) => StartedProgram.Start(
        new Engines.Launch.Launch(
            "/bin/sh", ["sh", "-c", Shell, _output, .. command], ProgramEnvironment.Current(), CallerState.Read(null))
        {
            Filter = SeccompFilter.Build(TrapSelection.For(rules)),
            FilterFlags = SeccompHost.FilterFlags(rules),
            NoNewPrivs = SeccompHost.NeedsNoNewPrivs,
        });
}
