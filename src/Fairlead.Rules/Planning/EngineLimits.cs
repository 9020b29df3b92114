using Fairlead.Layer.Plan;
using Fairlead.Rules.Resolution;

namespace Fairlead.Rules.Planning;

/// <summary>What each engine can never carry, whatever the host allows. One place for it: `plan` and `run` ask here.</summary>
public static class EngineLimits
{
    /// <summary>
    /// How many shapes of rules the cgroup engine takes: for each, a call is looked up once, and the kernel's verifier takes
    /// longer with each.
    /// </summary>
    private const int MostShapes = 200;

    /// <summary>The first rule that is one too many for the engine, and why; null: it can carry so many.</summary>
    public static (ResolvedRule Rule, string Reason)? WhyNotSoMany(EngineKind engine, ResolvedRule[] rules) => engine switch
    {
        EngineKind.Cgroup => TooManyShapes(rules),
        EngineKind.Preload => TooManyBytes(rules),
        _ => null,
    };

    /// <summary>Why the engine cannot carry the rule; null: it can.</summary>
    public static string? WhyNot(EngineKind engine, ResolvedRule rule) => engine switch
    {
        EngineKind.Preload when rule.IsResolver =>
            "the C library's resolver does not go through the functions that this engine hooks",
        not EngineKind.Seccomp when rule.IsOutgoing =>
            "only a supervisor can wait for the remote end's answer before the program gets its own",
        EngineKind.Seccomp => Seccomp(rule),
        EngineKind.Cgroup => Cgroup(rule),
        _ => UserSpace(rule),
    };

    private static (ResolvedRule Rule, string Reason)? TooManyShapes(ResolvedRule[] rules)
    {
        var shapes = new List<RuleShape>();
        foreach (var rule in rules)
        {
            var shape = RuleShape.Of(rule);
            if (!shapes.Exists(shape.IsLike))
            {
                shapes.Add(shape);
            }
            if (shapes.Count > MostShapes)
            {
                return (rule, $"it takes {MostShapes} combinations of program, protocol and more than 256 ports, and this "
                    + "is one more");
            }
        }
        return null;
    }

    private static (ResolvedRule Rule, string Reason)? TooManyBytes(ResolvedRule[] rules)
    {
        var parts = BlobSize.Aligned(BlobSize.MostPath);
        for (var i = 0; i < rules.Length; i++)
        {
            parts += BlobSize.OfParts(rules[i]);
            if (BlobSize.OfTable(i + 1) + parts > RuleBlob.MostBytes)
            {
                return (rules[i], "its rules travel in one environment variable, for which the kernel takes 128 KiB, and with "
                    + "this one they are longer");
            }
        }
        return null;
    }

    private static string? Seccomp(ResolvedRule rule) => rule switch
    {
        { Rule.Verb: Verb.Reply } =>
            "`reply` needs the addresses of received datagrams, which a trap on every receive would have to fetch",
        _ => UserSpace(rule),
    };

    // What no engine can that stands at the system calls, inside the program or beside it.
    private static string? UserSpace(ResolvedRule rule) => rule switch
    {
        { MakesUnix: true, Rule.Protocol: Protocol.Udp } =>
            "a UDP socket cannot become a unix socket: its peers have addresses of their own",
        _ => null,
    };

    private static string? Cgroup(ResolvedRule rule) => rule switch
    {
        { MakesUnix: true } => "BPF cannot change a socket's family",
        { Activated: not null } => "BPF cannot put a passed socket in the place of the program's own",
        _ when Has(rule, OptionKind.FreeBind) => "the kernel takes `freebind` from no BPF program",
        _ when Has(rule, OptionKind.Transparent) => "the kernel takes `transparent` from no BPF program",
        _ => null,
    };

    private static bool Has(ResolvedRule rule, OptionKind option) => Array.Exists(rule.Options, o => o.Kind == option);
}
