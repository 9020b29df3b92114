using Fairlead.Linux;

namespace Fairlead.Mirror.Targets;

/// <summary>An agent that is brought into a target through a shell there.</summary>
internal static class ShellAgent
{
    private const int MostNoise = 300;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    public static AgentProcess Start(ShellWay way, TargetSettings settings)
    {
        var files = AgentFiles.Open(settings.AgentFolder);
        var child = ChildProcess.Start(way.Command, way.CatchesInterrupt);
        var errors = ErrorRelay.Start(child.Error, line => settings.Say($"{way.Description}: {line}"));
        var bootstrap = new Bootstrap(new LineStream(child.Input, child.Output), files, settings);
        try
        {
            bootstrap.Run(way.Arguments, way.Container);
        }
        catch (TargetException e)
        {
            throw new TargetException($"{way.Description}: {e.Message}{Witnesses(way, child, errors, bootstrap)}");
        }
        return new AgentProcess(child.Pid, child.Input, child.Output, way.Description);
    }

    // What the command said and how it ended tells more than that no shell answers.
    private static string Witnesses(ShellWay way, ChildProcess child, ErrorRelay errors, Bootstrap bootstrap)
    {
        child.CloseInput();
        var ended = child.Wait(s_patience);
        if (ended is null)
        {
            _ = Libc.kill(child.Pid, SignalConstants.SIGKILL);
            _ = child.Wait(s_patience);
        }
        _ = Libc.close(child.Output);
        var status = ended is { } value && !bootstrap.HasShell ? $"; {way.Command[0]} {EndText(value)}" : "";
        var said = errors.Last();
        var wrote = said.Length > 0 || bootstrap.HasShell ? said : Shortened(bootstrap.Noise);
        return wrote.Length > 0 ? $"{status}; it wrote: {wrote}" : status;
    }

    private static string Shortened(string noise) =>
        ErrorRelay.Plain((noise.Length > MostNoise ? noise[..MostNoise] : noise).Replace('\n', ' '));

    private static string EndText(int status) => WaitStatus.WIFSIGNALED(status)
        ? $"was killed by signal {WaitStatus.WTERMSIG(status)}"
        : $"ended with status {WaitStatus.WEXITSTATUS(status)}";
}
