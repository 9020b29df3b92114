using System.Buffers.Binary;
using Fairlead.Rules;

namespace Fairlead.Engines.Cgroup.Compile;

/// <summary>One block of addresses in the index: where it is, and which rule is the first that reaches it.</summary>
/// <param name="group">The number of its group.</param>
/// <param name="port">The port; 0 where the group is not by port.</param>
/// <param name="block">The block.</param>
/// <param name="answer">The first rule that names the block itself, from 0; <see cref="RuleIndex.None"/>: none does.</param>
internal sealed class IndexEntry(int group, ushort port, Network block, uint answer) : IComparable<IndexEntry>
{
    /// <summary>The first rule that reaches the block.</summary>
    public uint Answer { get; set; } = answer;

    /// <summary>The block.</summary>
    public Network Block { get; } = block;

    public bool IsV4 => Block.Address.IsV4;

    /// <summary>Whether the block is one address.</summary>
    public bool IsHost => Block.PrefixLength == Block.Address.Width;

    private int Group { get; } = group;

    /// <summary>The port; 0 where the group is not by port.</summary>
    public ushort Port { get; } = port;

    /// <summary>Whether the entry is on the path to another one, or is the same.</summary>
    public bool Covers(IndexEntry other) => Port == other.Port && Group == other.Group
        && Block.PrefixLength <= other.Block.PrefixLength && Block.Contains(other.Block.Address);

    /// <summary>Whether both stand for one place.</summary>
    public bool IsAt(IndexEntry other) => Block.PrefixLength == other.Block.PrefixLength && Covers(other);

    /// <summary>Paths before what is below them; of one place, the first rule first.</summary>
    public int CompareTo(IndexEntry? other)
    {
        var order = Group.CompareTo(other!.Group);
        order = order != 0 ? order : Port.CompareTo(other.Port);
        order = order != 0 ? order : IsV4.CompareTo(other.IsV4);
        order = order != 0 ? order : Block.Address.High.CompareTo(other.Block.Address.High);
        order = order != 0 ? order : Block.Address.Low.CompareTo(other.Block.Address.Low);
        order = order != 0 ? order : Block.PrefixLength.CompareTo(other.Block.PrefixLength);
        return order != 0 ? order : Answer.CompareTo(other.Answer);
    }

    /// <summary>Writes the key of a host or a block, by the length of the room.</summary>
    public void WriteKey(Span<byte> key)
    {
        if (key.Length == RuleIndex.BlockKeyLength)
        {
            var length = 32 + Block.PrefixLength + (IsV4 ? 96 : 0);
            BinaryPrimitives.WriteUInt32LittleEndian(key, (uint)length);
            key = key[sizeof(uint)..];
        }
        BinaryPrimitives.WriteUInt16LittleEndian(key, (ushort)(Group | (IsV4 ? RuleIndex.FamilyV4 : 0)));
        BinaryPrimitives.WriteUInt16LittleEndian(key[2..], Port);
        Slot.WriteAddress(key[4..], Block.Address);
    }
}
