using Fairlead.Engines.Hosting;
using Fairlead.Engines.Launch;
using Fairlead.Engines.Logging;
using Fairlead.Engines.Seccomp;
using Fairlead.Linux;
using Fairlead.Rules.Planning;
using Fairlead.Rules.Resolution;
using Fairlead.Rules.Text;

namespace Fairlead.Engines.Tests.Seccomp;

/// <summary>The receive path of the supervisor, on the calls of a real program under the filter.</summary>
public sealed unsafe class ReceiveAllocationTests
{
    private const int WarmUp = 2_000;
    private const int Measured = 50_000;

    // Two calls each time: one that a rule steers, one that a rule leaves alone.
    private const string Binds = """
        import itertools, socket
        for _ in itertools.count():
            for address in "0.0.0.0", "127.0.0.1":
                with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
                    s.bind((address, 0))
        """;

    [Fact]
    public void Receive_allocates_nothing()
    {
        var rules = Resolve("bind any loopback allow", "bind any any to 127.0.0.7");
        using var program = Start(rules);
        var listener = SeccompHost.FetchListener(program.Pid, program.Listener);
        var guard = ForkedGuard.Start(listener);
        Assert.Equal(Errno.None, program.Go());
        using var dispatch = new CallDispatch(rules, new Log(2, json: false, Verbosity.Normal));
        using var supervisor = new Supervisor(listener, dispatch, guard, new Log(2, json: false, Verbosity.Normal));

        Serve(supervisor, listener, WarmUp);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Serve(supervisor, listener, Measured);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        _ = Libc.kill(program.Pid, SignalConstants.SIGKILL);
        _ = Libc.waitpid(program.Pid, out _, 0);
        guard.Dismiss();
        _ = Libc.close(listener);
        Assert.Equal(0, allocated);
    }

    private static StartedProgram Start(ResolvedRule[] rules)
    {
        var environment = ProgramEnvironment.Current();
        Assert.Equal(0, ProgramFile.Find("python3", environment.Get("PATH"), out var file));
        return StartedProgram.Start(
            new Engines.Launch.Launch(file, ["python3", "-c", Binds], environment, CallerState.Read(null))
            {
                Filter = SeccompFilter.Build(TrapSelection.For(rules)),
                FilterFlags = SeccompHost.FilterFlags(rules),
                NoNewPrivs = SeccompHost.NeedsNoNewPrivs,
            });
    }

    private static ResolvedRule[] Resolve(params string[] lines)
    {
        var written = RuleParser.Parse("test", string.Join('\n', lines)).Statements.Cast<WrittenRule>();
        var (rules, errors) = new Resolver(new HostNames()).Resolve([.. written]);
        Assert.Empty(errors);
        return rules;
    }

    private static void Serve(Supervisor supervisor, int listener, int calls)
    {
        pollfd fd = new() { fd = listener, events = pollfd.POLLIN };
        for (var i = 0; i < calls; i++)
        {
            if (Libc.poll(&fd, 1, 10_000).Value != 1)
            {
                Assert.Fail("the program makes no more calls");
            }
            supervisor.Receive();
        }
    }
}
