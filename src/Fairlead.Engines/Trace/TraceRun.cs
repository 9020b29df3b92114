using Fairlead.Engines.Launch;
using Fairlead.Engines.Logging;
using Fairlead.Engines.Seccomp;
using Fairlead.Linux;

namespace Fairlead.Engines.Trace;

/// <summary>Runs a program under trace.</summary>
/// <remarks>
/// <para>Order of events. Signals are caught - the program is forked, installs its filter and waits - the calling
/// thread seizes it - the program runs - the last process that it started ends - counts and rules are written.</para>
/// <para>Threads. The calling one traces, as the kernel wants all requests from one. A second one lets the program go,
/// and waits until it runs: it may meet a stop on the way, which only the tracer ends. A third one passes on
/// signals.</para>
/// </remarks>
public static class TraceRun
{
    /// <summary>Runs the program; gives the exit status to end with.</summary>
    /// <param name="launch">What to start.</param>
    /// <param name="output">Where the calls and rules are written.</param>
    /// <param name="log">Where it is said that the program cannot be executed.</param>
    public static int Run(Launch.Launch launch, TraceOutput output, Log log)
    {
        var signals = new SignalForwarder(followsProgram: false);
        using var program = StartedProgram.Start(
            launch with { Filter = TraceFilter.Build(), NoNewPrivs = SeccompHost.NeedsNoNewPrivs });
        signals.Program = program.Pid;
        StartThread(() => Forward(signals), "signals");

        var report = new TraceReport(output);
        var tracer = new Tracer(program.Pid, report) { RootEnded = status => signals.WaitStatus = status };
        var failure = Errno.None;
        var start = StartThread(() => failure = program.Go(), "start");
        tracer.Follow();
        start.Join();
        if (failure != Errno.None)
        {
            return StartFailure.Report(log, launch.Arguments[0], failure);
        }
        report.Finish(launch.Arguments.Select(ByteText.ForPeople));
        return ExitStatus.Reproduce(signals.WaitStatus ?? 0);
    }

    private static unsafe void Forward(SignalForwarder signals)
    {
        while (true)
        {
            pollfd ready = new() { fd = signals.Descriptor, events = pollfd.POLLIN };
            _ = Libc.poll(&ready, 1, -1);
            signals.Handle();
        }
    }

    private static Thread StartThread(Action run, string name)
    {
        var thread = new Thread(() => run()) { IsBackground = true, Name = name };
        thread.Start();
        return thread;
    }
}
