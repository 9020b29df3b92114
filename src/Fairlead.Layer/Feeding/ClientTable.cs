using System.Runtime.InteropServices;

namespace Fairlead.Layer.Feeding;

/// <summary>Who stands behind the feeder's relays: memory that the feeder writes and the programs' processes read.</summary>
/// <remarks>
/// <para>The memory is a header, the flows, and an index of UDP's flows by their client, for answers. Flows are found by
/// their relay, index cells by the client: the place is a hash, and where it is another's, one of those behind it. Addresses and ports
/// are in the bytes of the network, IPv4 as ::ffff:a.b.c.d.</para>
/// <para>One process writes, by one thread at a time; no reader ever waits or writes. The low two bits of a flow's sequence say
/// what the place holds, and the rest changes with each write: a reader takes what it has read if the sequence is still the same. A
/// cell is one word. Every field is volatile, which is what keeps the order on arm64.</para>
/// <para>This file is compiled into both halves, so that there is one layout.</para>
/// </remarks>
internal static unsafe class ClientTable
{
    /// <summary>The first eight bytes: a file of another layout has others.</summary>
    public const ulong Magic = 0x3153_4c43_4c46;

    /// <summary>How many flows there may be at once. There are twice as many places, so that they are found soon.</summary>
    public const int Flows = 65536;

    /// <summary>The places of flows, and as many cells.</summary>
    public const uint Places = 2 * Flows;

    /// <summary>How many places behind its own a flow may stand.</summary>
    public const uint MostSteps = 256;

    /// <summary>The bytes of all.</summary>
    public const int Length = CellsAt + ((int)Places * sizeof(uint));

    /// <summary>A cell that is free, but behind which others may stand.</summary>
    public const uint Gone = ~0u;

    private const int HeaderLength = 64, FlowLength = 64;
    private const int CellsAt = HeaderLength + ((int)Places * FlowLength);
    private const int MostReads = 1000;

    /// <summary>The place so many steps behind that of a hash.</summary>
    public static uint Step(uint hash, uint step) => (hash + step) & (Places - 1);

    public static FlowEntry* Flow(byte* table, uint place) => (FlowEntry*)(table + HeaderLength) + (int)place;

    public static FlowCell* Cell(byte* table, uint place) => (FlowCell*)(table + CellsAt) + (int)place;

    public static uint Hash(in NetworkEndpoint key, uint protocol)
    {
        var hash = (key.Low ^ (key.High * 0x9e37_79b9_7f4a_7c15) ^ ((ulong)(key.Port | (protocol << 16)) << 21)) * 0xbf58_476d_1ce4_e5b9;
        return (uint)((hash ^ (hash >> 29)) >> 16);
    }

    /// <summary>Finds a flow by its relay and protocol.</summary>
    public static bool TryFindByRelay(byte* table, FedFlow* flow)
    {
        FedFlow found;
        var hash = Hash(flow->Relay, flow->Protocol);
        for (uint step = 0; step < MostSteps; step++)
        {
            var state = Read(Flow(table, Step(hash, step)), &found);
            if (state == FlowState.Never)
                return false;
            if (state == FlowState.Used && found.Protocol == flow->Protocol && found.Relay.Is(flow->Relay))
            {
                *flow = found;
                return true;
            }
        }
        return false;
    }

    /// <summary>Finds a flow by its client and protocol: the one that asked this port, or else the first.</summary>
    public static bool TryFindByClient(byte* table, FedFlow* flow, uint port)
    {
        FedFlow found;
        var client = flow->Client;
        var isFound = false;
        var hash = Hash(client, flow->Protocol);
        for (uint step = 0; step < MostSteps; step++)
        {
            var cell = Cell(table, Step(hash, step))->Value;
            if (cell == 0)
                break;
            if (cell > Places || Read(Flow(table, cell - 1), &found) != FlowState.Used
                || found.Protocol != flow->Protocol || !found.Client.Is(client))
            {
                continue;
            }
            if (!isFound || found.Server.Port == port)
                *flow = found;
            isFound = true;
            if (found.Server.Port == port)
                break;
        }
        return isFound;
    }

    // One that is written right now is not yet anybody's: its relay connects once its name stands.
    private static FlowState Read(FlowEntry* entry, FedFlow* flow)
    {
        for (var i = 0; i < MostReads; i++)
        {
            var before = entry->Sequence;
            var state = (FlowState)(before & 3);
            if (state is FlowState.Never or FlowState.Free)
                return state;
            entry->CopyTo(flow);
            if (state == FlowState.Used && entry->Sequence == before)
                return state;
        }
        return FlowState.Written;
    }
}

/// <summary>What a place holds.</summary>
internal enum FlowState
{
    /// <summary>Nothing, and nothing stands behind it that is looked for here.</summary>
    Never,

    /// <summary>Nothing any more.</summary>
    Free,

    /// <summary>A flow.</summary>
    Used,

    /// <summary>A flow that is being written.</summary>
    Written,
}

/// <summary>An address and port.</summary>
internal struct NetworkEndpoint
{
    public ulong High;
    public ulong Low;
    public uint Port;

    public readonly bool Is(in NetworkEndpoint other) => Low == other.Low && Port == other.Port && High == other.High;
}

/// <summary>A flow that is fed.</summary>
internal struct FedFlow
{
    public NetworkEndpoint Relay;
    public NetworkEndpoint Client;
    public NetworkEndpoint Server;
    public uint Protocol;
}

/// <summary>The place of a flow.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct FlowEntry
{
    public volatile int Sequence;
    private volatile uint _ports;
    private volatile uint _relay;
    private volatile uint _unused;
    private volatile nuint _relayHigh, _relayLow;
    private volatile nuint _clientHigh, _clientLow;
    private volatile nuint _serverHigh, _serverLow;

    public readonly void CopyTo(FedFlow* flow)
    {
        flow->Relay.High = _relayHigh;
        flow->Relay.Low = _relayLow;
        flow->Relay.Port = _relay & 0xffff;
        flow->Protocol = _relay >> 16;
        flow->Client.High = _clientHigh;
        flow->Client.Low = _clientLow;
        flow->Client.Port = _ports & 0xffff;
        flow->Server.High = _serverHigh;
        flow->Server.Low = _serverLow;
        flow->Server.Port = _ports >> 16;
    }

    public void CopyFrom(FedFlow* flow)
    {
        _relayHigh = (nuint)flow->Relay.High;
        _relayLow = (nuint)flow->Relay.Low;
        _relay = flow->Relay.Port | (flow->Protocol << 16);
        _clientHigh = (nuint)flow->Client.High;
        _clientLow = (nuint)flow->Client.Low;
        _serverHigh = (nuint)flow->Server.High;
        _serverLow = (nuint)flow->Server.Low;
        _ports = flow->Client.Port | (flow->Server.Port << 16);
    }
}

/// <summary>A place of the index: the number of a flow's place, from 1; 0: none, and none behind it.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct FlowCell
{
    public volatile uint Value;
}
