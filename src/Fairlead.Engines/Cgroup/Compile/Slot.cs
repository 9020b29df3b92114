using System.Buffers.Binary;
using Fairlead.Rules;
using Fairlead.Rules.Resolution;

namespace Fairlead.Engines.Cgroup.Compile;

/// <summary>A destination or source inside a <see cref="RuleRecord"/>: flags, port, address.</summary>
internal static class Slot
{
    public const int Flags = 0;
    public const int Port = 4;
    public const int Address = 8;
    public const int Length = 24;

    /// <summary>The rule has addresses, but none that this kind of call can take.</summary>
    public const int Refuse = 1;

    /// <summary>There is one; without this, and without <see cref="Refuse"/>, the rule says nothing of it.</summary>
    public const int Place = 2;

    /// <summary>The address takes the place of the asked one.</summary>
    public const int SetAddress = 4;

    /// <summary>The port takes the place of the asked one.</summary>
    public const int SetPort = 8;

    /// <summary>The port is added to the asked one, unless that is 0.</summary>
    public const int AddPort = 16;

    /// <summary>Writes a slot.</summary>
    /// <param name="slot">Where to; all zero before.</param>
    /// <param name="isGiven">Whether the rule has addresses at all.</param>
    /// <param name="destination">The one for this kind of call.</param>
    public static void Encode(Span<byte> slot, bool isGiven, Destination? destination)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(slot[Flags..], (uint)FlagsOf(isGiven, destination));
        if (destination is not null)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(slot[Port..], destination.Port.Number);
            WriteAddress(slot[Address..], destination.Address ?? default);
        }
    }

    /// <summary>Writes an address in network order, an IPv4 one v4-mapped.</summary>
    public static void WriteAddress(Span<byte> to, Address address)
    {
        address = address.Map();
        BinaryPrimitives.WriteUInt64BigEndian(to, address.High);
        BinaryPrimitives.WriteUInt64BigEndian(to[8..], address.Low);
    }

    private static int FlagsOf(bool isGiven, Destination? destination) => destination is null
        ? isGiven ? Refuse : 0
        : Place
            | (destination.Address is null ? 0 : SetAddress)
            | (destination.Port.Kind == PortChangeKind.Set ? SetPort : 0)
            | (destination.Port.Kind == PortChangeKind.Add ? AddPort : 0);
}
