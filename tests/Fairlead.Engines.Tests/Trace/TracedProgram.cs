using Fairlead.Engines.Launch;
using Fairlead.Engines.Seccomp;
using Fairlead.Engines.Trace;
using Fairlead.Linux;

namespace Fairlead.Engines.Tests.Trace;

/// <summary>A program that has run under trace: its lines without process ids, its rules, and its end.</summary>
internal sealed class TracedProgram
{
    private TracedProgram(string[] lines, int status) => (Lines, Status) = (lines, status);

    public string[] Lines { get; }

    /// <summary>As waitpid(2) gives it.</summary>
    public int Status { get; }

    public static TracedProgram Run(params string[] command)
    {
        var environment = ProgramEnvironment.Current();
        Assert.Equal(0, ProgramFile.Find(command[0], environment.Get("PATH"), out var file));
        List<string> lines = [];
        var report = new TraceReport(new TraceOutput(lines.Add, json: false));
        var status = Follow(new Engines.Launch.Launch(file, command, environment, CallerState.Read(null)), report);
        report.Finish(command);
        return new TracedProgram([.. lines.Select(WithoutProcess)], status);
    }

    private static int Follow(Engines.Launch.Launch launch, TraceReport report)
    {
        using var program = StartedProgram.Start(
            launch with { Filter = TraceFilter.Build(), NoNewPrivs = SeccompHost.NeedsNoNewPrivs });
        var status = -1;
        var tracer = new Tracer(program.Pid, report) { RootEnded = s => status = s };
        var errno = Errno.EINVAL;
        var start = new Thread(() => errno = program.Go());
        start.Start();
        tracer.Follow();
        start.Join();
        Assert.Equal(Errno.None, errno);
        return status;
    }

    private static string WithoutProcess(string line) =>
        line.StartsWith("fairlead: [", StringComparison.Ordinal) ? line[(line.IndexOf(']') + 2)..] : line;
}
