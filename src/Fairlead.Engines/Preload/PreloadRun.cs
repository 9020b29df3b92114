using Fairlead.Engines.Hosting;
using Fairlead.Engines.Launch;
using Fairlead.Engines.Logging;
using Fairlead.Rules.Planning;

namespace Fairlead.Engines.Preload;

/// <summary>The preload engine: becomes a program into which the loader puts libfairlead.so, which carries the rules.</summary>
/// <remarks>
/// <para>Order of events. The plan is written down in FAIRLEAD_RULES - the library becomes the first of LD_PRELOAD - the
/// passed sockets that rules use are made to stay open - this process becomes the program. Nothing stays: what the program
/// starts inherits the environment, and so the rules.</para>
/// <para>Limits. The library sees calls of the C library. What it cannot reach is found out before, where it can be
/// (<see cref="ProgramFacts"/>); of the programs that the program starts nothing is known.</para>
/// </remarks>
public sealed class PreloadRun(Plan plan, PreloadLog words, Log log)
{
    private const string Variable = "FAIRLEAD_RULES";

    /// <summary>Becomes the program; comes back only if that failed.</summary>
    public int Become(Launch.Launch launch)
    {
        if (launch.Environment.Get(Variable) is not null)
        {
            log.Error("this process is under rules of the preload engine already: it runs inside another `fairlead run`, and a "
                + "program has one set of them. Give all rules to the outer one.");
            return ExitStatus.Failed;
        }
        launch.Environment.Set(Variable, BlobText.Of(RuleBlobWriter.Write(plan, words)));
        PreloadLibrary.AddTo(launch.Environment);
        var errno = StartedProgram.Become(launch with { SamePid = true, KeptDescriptors = Activated() }, channel: -1);
        return StartFailure.Report(log, launch.Arguments[0], errno);
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
