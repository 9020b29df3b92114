using Fairlead.Bpf.Extended;
using Fairlead.Rules;
using Fairlead.Rules.Resolution;

namespace Fairlead.Engines.Cgroup.Compile;

/// <summary>Turns a plan's rules into programs and maps. Pure: the same rules always become the same bytes.</summary>
internal static class RuleCompiler
{
    /// <summary>Compiles a rule set.</summary>
    /// <param name="rules">The rules, all of which this engine can carry.</param>
    /// <param name="maps">The maps that the programs share.</param>
    /// <param name="number">The number of the rule set: see <see cref="RuleMaps.InForce"/>.</param>
    /// <param name="logs">Whether each decision is told through <see cref="RuleMaps.Decisions"/>.</param>
    public static CompiledRules Compile(ResolvedRule[] rules, RuleMaps maps, uint number, bool logs)
    {
        var input = new CompileInput(rules, maps, number, logs);
        var programs = Programs(input);
        return new CompiledRules(Images(input, programs), programs);
    }

    // In the order in which they are attached: names before the calls that they would contradict.
    private static HookProgram[] Programs(CompileInput input)
    {
        var (bind, connect, datagrams, reply) = (input.Bind, input.Connect, input.Datagrams, input.Reply);
        var programs = new List<HookProgram>();
        AddNames(programs, input, bind.Hides, Hook.GetSockName4, Hook.GetSockName6);
        AddNames(programs, input, connect.Hides || bind.Feeds, Hook.GetPeerName4, Hook.GetPeerName6);
        AddNames(programs, input, datagrams.Hides || bind.FeedsDatagrams, Hook.RecvMsg4, Hook.RecvMsg6);
        if (reply.Any)
        {
            programs.Add(new IngressProgram(input).Write());
        }
        if (bind.ReachesListeners)
        {
            programs.Add(new ListenProgram(input).Write());
        }
        AddSteering(programs, input, bind.Acts, Verb.Bind, false, Hook.Bind4, Hook.Bind6);
        AddSteering(programs, input, connect.Acts || bind.FeedsDatagrams, Verb.Connect, false, Hook.Connect4, Hook.Connect6);
        var sends = datagrams.Acts || reply.Any || bind.FeedsDatagrams;
        AddSteering(programs, input, sends, Verb.Connect, true, Hook.SendMsg4, Hook.SendMsg6);
        return [.. programs];
    }

    private static void AddNames(List<HookProgram> programs, CompileInput input, bool needed, Hook v4, Hook v6)
    {
        if (needed)
        {
            programs.Add(new NameProgram(v4, input).Write());
            programs.Add(new NameProgram(v6, input).Write());
        }
    }

    private static void AddSteering(
        List<HookProgram> programs, CompileInput input, bool needed, Verb verb, bool datagrams, Hook v4, Hook v6)
    {
        if (needed)
        {
            programs.Add(new SteeringProgram(v4, input, verb, datagrams).Write());
            programs.Add(new SteeringProgram(v6, input, verb, datagrams).Write());
        }
    }

    private static MapImage[] Images(CompileInput input, HookProgram[] programs)
    {
        var images = new List<MapImage>
        {
            new(input.Maps.Rules, input.Rules.Length, Places(input.Rules.Length), RuleRecord.Encode(input.Rules)),
            MapImage.Empty(input.Maps.InForce),
        };
        foreach (var index in input.Indexes)
        {
            images.Add(index.Hosts);
            images.Add(index.Blocks);
        }
        var maps = input.Maps;
        foreach (var map in (MapDefinition[])
            [maps.Sockets, maps.HiddenPeers, maps.AskedAddresses, maps.Clients, maps.Relays, maps.Decisions])
        {
            images.Add(MapImage.Empty(map));
        }
        // Which set is in force is said even where no rule decides anything, and so no program asks.
        images.RemoveAll(image => image.Map != maps.InForce
            && !Array.Exists(programs, p => Array.Exists(p.Program.Maps, m => m.Map == image.Map)));
        return [.. images];
    }

    private static byte[] Places(int count)
    {
        var keys = new byte[count * sizeof(int)];
        for (var i = 0; i < count; i++)
        {
            BitConverter.TryWriteBytes(keys.AsSpan(i * sizeof(int)), i);
        }
        return keys;
    }
}
