using System.Globalization;
using Fairlead.Forward.Loop;
using Fairlead.Linux;

namespace Fairlead.Mirror.Agent;

/// <summary>The agent, from its command line to its end.</summary>
/// <remarks>
/// Order of events: the network namespace is entered; one loop serves the session on stdin and stdout; when stdin ends, or
/// SIGTERM comes, everything is undone. It says nothing on stdout but frames, and what is wrong on stderr.
/// </remarks>
public static class AgentProgram
{
    private const string Usage = "agent: takes --pid N, or --netns FILE, or neither for where it stands";

    /// <summary>Serves until stdin ends; gives the exit status.</summary>
    /// <param name="arguments">Options of <c>fairlead agent</c>.</param>
    public static int Run(string[] arguments)
    {
        try
        {
            return Serve(Target(arguments));
        }
        catch (LinuxException e)
        {
            Console.Error.WriteLine($"fairlead agent: {e.Message}");
            return 125;
        }
    }

    private static AgentTarget Target(string[] arguments)
    {
        switch (arguments)
        {
            case []:
                return new AgentTarget(0);
            case ["--pid", var word] when int.TryParse(word, CultureInfo.InvariantCulture, out var pid):
                AgentTarget.Enter($"/proc/{pid}/ns/net");
                return new AgentTarget(pid);
            case ["--netns", var file]:
                AgentTarget.Enter(file);
                return new AgentTarget(0, file);
            default:
                throw new LinuxException(Usage, Errno.EINVAL);
        }
    }

    private static int Serve(AgentTarget target)
    {
        using var over = new ManualResetEventSlim();
        string? why = null;
        void Ended(string? reason)
        {
            why ??= reason;
            over.Set();
        }
        using var loop = new EventLoop("agent");
        var session = new AgentSession(loop, target, Ended);
        using var signal = System.Runtime.InteropServices.PosixSignalRegistration.Create(
            System.Runtime.InteropServices.PosixSignal.SIGTERM, context =>
            {
                context.Cancel = true;
                Ended(null);
            });
        loop.Start();
        over.Wait();
        loop.Stop();
        session.Dispose();
        if (why is not null)
        {
            Console.Error.WriteLine($"fairlead agent: {why}");
        }
        return why is null ? 0 : 125;
    }
}
