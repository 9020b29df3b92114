using System.Buffers.Binary;
using Fairlead.Bpf.Extended;
using Fairlead.Rules;
using Fairlead.Rules.Planning;
using Fairlead.Rules.Resolution;

namespace Fairlead.Engines.Cgroup.Compile;

/// <summary>Finds the first rule that matches in a few looks into maps, however many rules there are.</summary>
/// <remarks>
/// <para>Goal. The answer is that of the evaluator, which takes the first rule that matches; the time neither grows
/// with the rules, nor does the verifier's.</para>
/// <para>How. Rules are put into groups (<see cref="RuleGroup"/>) that differ in addresses and listed ports alone. Each group has,
/// by port and family, a tree of address blocks. The blocks that contain an address are a path from the root, and the longest
/// of them is the path's end. So each block's entry says the first rule of its whole path, and the longest prefix that
/// a lookup finds answers for all shorter ones. `not` rules hold everywhere on the tree but at and below their
/// blocks, which are in the tree for that alone. Single addresses are in a hash map, which is asked before the trie; as
/// their entries answer for their path too, the trie is then not asked. The least answer of all groups decides.</para>
/// <para>Limits. Each group that a call's hook knows costs up to two lookups; groups are as many as there are combinations
/// of program, protocol and long port ranges, which the planner bounds (<see cref="EngineLimits"/>).</para>
/// </remarks>
internal sealed class RuleIndex
{
    /// <summary>The answer where no rule matches.</summary>
    public const uint None = uint.MaxValue;

    /// <summary>The bit in the group's number that stands for IPv4.</summary>
    public const int FamilyV4 = 0x8000;

    /// <summary>The key of a host: group, port, address. That of a block has the prefix length before it.</summary>
    public const int HostKeyLength = 20, BlockKeyLength = 24, KeyBits = 160;

    private readonly List<RuleGroup> _groups = [];
    private readonly List<IndexEntry> _hosts = [];
    private readonly List<IndexEntry> _blocks = [];

    private RuleIndex()
    {
    }

    /// <summary>The groups, by number.</summary>
    public IReadOnlyList<RuleGroup> Groups => _groups;

    /// <summary>The map of single addresses, and what is in it.</summary>
    public MapImage Hosts { get; private set; } = null!;

    /// <summary>The trie of blocks.</summary>
    public MapImage Blocks { get; private set; } = null!;

    /// <summary>Builds the index of the rules of one verb.</summary>
    public static RuleIndex Build(ResolvedRule[] rules, Verb verb)
    {
        var index = new RuleIndex();
        for (var i = 0; i < rules.Length; i++)
        {
            if (rules[i].Rule.Verb == verb)
            {
                index.GroupOf(rules[i]).Rules.Add(i);
            }
        }
        foreach (var group in index._groups)
        {
            index.Add(group, AddressTree.Build(group, rules));
        }
        var (hosts, blocks) = ($"{Name(verb)}_hosts", $"{Name(verb)}_blocks");
        index.Hosts = Image(
            new MapDefinition(hosts, MapKind.Hash, HostKeyLength, sizeof(uint), Math.Max(1, index._hosts.Count)), index._hosts);
        index.Blocks = Image(
            new MapDefinition(
                blocks, MapKind.LpmTrie, BlockKeyLength, sizeof(uint), Math.Max(1, index._blocks.Count),
                MapDefinition.BPF_F_NO_PREALLOC),
            index._blocks);
        return index;
    }

    private static string Name(Verb verb) => verb switch
    {
        Verb.Bind => "bind",
        Verb.Connect => "connect",
        _ => "reply",
    };

    private RuleGroup GroupOf(ResolvedRule rule)
    {
        var shape = RuleShape.Of(rule);
        foreach (var group in _groups)
        {
            if (group.Shape.IsLike(shape))
            {
                return group;
            }
        }
        _groups.Add(new RuleGroup(_groups.Count, shape));
        return _groups[^1];
    }

    // Where the only block of a family is the family, its answer is a constant of the code, and needs no trie.
    private void Add(RuleGroup group, IndexEntry[] entries)
    {
        int[] blocks = [Array.FindAll(entries, e => !e.IsHost && e.IsV4).Length, Array.FindAll(entries, e => !e.IsHost && !e.IsV4).Length];
        foreach (var entry in entries)
        {
            var family = entry.IsV4 ? 0 : 1;
            if (blocks[family] == 1 && entry.Block.PrefixLength == 0 && group.Shape.Ports != PortShape.Exact)
            {
                group.Rest[family] = entry.Answer;
                continue;
            }
            (entry.IsHost ? _hosts : _blocks).Add(entry);
            (entry.IsHost ? group.HasHosts : group.HasBlocks)[family] = true;
        }
    }

    private static MapImage Image(MapDefinition map, List<IndexEntry> entries)
    {
        var keys = new byte[map.KeySize * entries.Count];
        var values = new byte[sizeof(uint) * entries.Count];
        for (var i = 0; i < entries.Count; i++)
        {
            entries[i].WriteKey(keys.AsSpan(i * map.KeySize, map.KeySize));
            BinaryPrimitives.WriteUInt32LittleEndian(values.AsSpan(i * sizeof(uint)), entries[i].Answer);
        }
        return new MapImage(map, entries.Count, keys, values);
    }
}
