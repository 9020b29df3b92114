using System.Diagnostics;
using Fairlead.Engines.Cgroup.Compile;
using Fairlead.Engines.Cgroup.Kernel;
using Fairlead.Rules;
using Fairlead.Rules.Resolution;

namespace Fairlead.Engines.Tests.Cgroup.Compile;

/// <summary>The kernel takes what the compiler makes, of any rules.</summary>
public sealed class VerifierTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(1, 30)]
    [InlineData(5, 10)]
    [InlineData(20, 5)]
    [InlineData(300, 2)]
    public void The_verifier_accepts_compiled_rules(int rules, int sets)
    {
        for (var seed = 0; seed < sets; seed++)
        {
            Load(new RandomRules(new Random((rules * 1000) + seed)).Rules(rules), logs: seed % 2 == 0);
        }
    }

    [Theory]
    [InlineData("reply udp any")]
    [InlineData("reply udp 10.0.0.0/8:53,1000-2000")]
    [InlineData("reply program game* udp any:26900")]
    [InlineData("bind any any fake hide")]
    [InlineData("connect any any deny")]
    [InlineData("connect any any allow")]
    [InlineData("bind tcp any to :80")]
    [InlineData("bind any any dev lo mark 1 priority 2 tos 4 reuseaddr reuseport rcvbuf 65536 sndbuf 65536")]
    [InlineData("connect tcp any from 10.0.0.1 nodelay congestion reno")]
    public void The_verifier_accepts_each_kind_of_rule(string rule)
    {
        Load(RandomRules.Resolve(rule), logs: false);
        Load(RandomRules.Resolve(rule), logs: true);
    }

    [Theory]
    [InlineData("bind tcp any:80 to 127.83.1.2:40080,[::1]:40080 hide")]
    [InlineData("bind udp any:80 to 127.83.1.2:40080,[::1]:40080 hide")]
    [InlineData("bind any any to 127.83.1.2:40080 hide", "connect any 10.0.0.1 to 127.0.0.1 hide", "reply udp any")]
    public void The_verifier_accepts_fed_rules(params string[] lines)
    {
        var rules = Array.ConvertAll(RandomRules.Resolve(lines), rule => rule with { IsFed = rule.Rule.Verb == Verb.Bind });
        Load(rules, logs: false);
        Load(rules, logs: true);
    }

    [Fact]
    public void Ten_thousand_rules_of_many_shapes_load()
    {
        var lines = new string[10_000];
        for (var i = 0; i < lines.Length; i++)
        {
            lines[i] = (i % 4) switch
            {
                0 => $"connect any 10.{i >> 8}.{i & 255}.1 to 127.0.0.1:{1024 + i}",
                1 => $"connect tcp 10.{i >> 8}.{i & 255}.0/24:{i} deny",
                2 => $"bind udp any:{i} to 127.0.0.7",
                _ => $"connect udp [fd00::{i:x}]:53 mark {i}",
            };
        }
        var rules = RandomRules.Resolve(lines);
        var clock = Stopwatch.StartNew();
        Load(rules, logs: false);
        output.WriteLine($"{lines.Length} rules compiled and loaded in {clock.ElapsedMilliseconds} ms");
    }

    private static void Load(ResolvedRule[] rules, bool logs)
    {
        var compiled = RuleCompiler.Compile(rules, new RuleMaps(rules.Length), 1, logs);
        using var loaded = LoadedRules.Load(compiled);
        Assert.Equal(compiled.Programs.Length, loaded.Programs.Length);
    }
}
