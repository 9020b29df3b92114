using Fairlead.Engines.Feeding;
using Fairlead.Engines.Hosting;
using Fairlead.Engines.Launch;
using Fairlead.Engines.Logging;
using Fairlead.Linux;
using Fairlead.Rules.Planning;

namespace Fairlead.Engines.Preload;

/// <summary>The preload engine: becomes a program into which the loader puts libfairlead.so, which carries the rules.</summary>
/// <remarks>
/// <para>Order of events. The plan is written down in FAIRLEAD_RULES - the library becomes the first of LD_PRELOAD - the
/// passed sockets that rules use are made to stay open - this process becomes the program. Nothing stays: what the program
/// starts inherits the environment, and so the rules.</para>
/// <para>Where Fairlead feeds the program, this process stays as its parent, and FAIRLEAD_CLIENTS names the file in which it
/// notes the clients: see <see cref="ClientFile"/>.</para>
/// <para>Limits. The library sees calls of the C library. What it cannot reach is found out before, where it can be
/// (<see cref="ProgramFacts"/>); of the programs that the program starts nothing is known.</para>
/// </remarks>
public sealed class PreloadRun(Plan plan, PreloadLog words, Log log)
{
    private const string Variable = "FAIRLEAD_RULES", ClientsVariable = "FAIRLEAD_CLIENTS";

    /// <summary>Is given the names of clients before the program starts as a child, where a rule is fed.</summary>
    public Action<IClientNames>? Loaded { get; init; }

    /// <summary>Called once a program that is a child runs, with its process.</summary>
    public Action<int>? Started { get; init; }

    /// <summary>Called when a program that is a child has ended, with its status as of waitpid(2), before this process ends as it has.</summary>
    public Action<int>? Ended { get; init; }

    /// <summary>Becomes the program; comes back only if that failed.</summary>
    public int Become(Launch.Launch launch)
    {
        if (!Prepare(launch))
        {
            return ExitStatus.Failed;
        }
        var errno = StartedProgram.Become(launch with { SamePid = true, KeptDescriptors = Activated() }, channel: -1);
        return StartFailure.Report(log, launch.Arguments[0], errno);
    }

    /// <summary>Runs the program as a child, and feeds it; gives the exit status to end with.</summary>
    public int RunAsChild(Launch.Launch launch)
    {
        if (!Prepare(launch))
        {
            return ExitStatus.Failed;
        }
        using var parent = new ProgramParent(launch);
        using var clients = Array.Exists(plan.Rules, rule => rule.IsFed) ? ClientFile.Create() : null;
        Name(clients, launch.Environment);
        using var program = StartedProgram.Start(launch with { KeptDescriptors = Activated() });
        var errno = parent.Go(program, Started);
        if (errno != Errno.None)
        {
            return StartFailure.Report(log, launch.Arguments[0], errno);
        }
        log.Detail($"this process stays to feed the program, which is process {program.Pid}");
        parent.Stay();

        // What a signal ends does not come back from there; and the feeder writes names until it is told of the end.
        return parent.Reproduce(status =>
        {
            Ended?.Invoke(status);
            clients?.Dispose();
        });
    }

    private unsafe void Name(ClientFile? clients, ProgramEnvironment environment)
    {
        environment.Set(ClientsVariable, clients is null ? null : ByteText.FromPeople(clients.Path));
        if (clients is not null)
        {
            Loaded?.Invoke(new SharedClientNames(clients.Table));
        }
    }

    private bool Prepare(Launch.Launch launch)
    {
        if (launch.Environment.Get(Variable) is not null)
        {
            log.Error("this process is under rules of the preload engine already: it runs inside another `fairlead run`, and a "
                + "program has one set of them. Give all rules to the outer one.");
            return false;
        }
        launch.Environment.Set(Variable, BlobText.Of(RuleBlobWriter.Write(plan, words)));
        launch.Environment.Set(ClientsVariable, null);
        PreloadLibrary.AddTo(launch.Environment);
        return true;
    }

    private int[] Activated()
    {
        var descriptors = new List<int>();
        foreach (var rule in plan.Rules)
        {
            if (rule.Activated is { } socket && !descriptors.Contains(socket.Descriptor))
            {
                descriptors.Add(socket.Descriptor);
            }
        }
        return [.. descriptors];
    }
}
