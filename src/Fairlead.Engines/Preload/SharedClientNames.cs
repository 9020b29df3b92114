using System.Buffers.Binary;
using Fairlead.Engines.Feeding;
using Fairlead.Layer.Feeding;
using Fairlead.Rules;

namespace Fairlead.Engines.Preload;

/// <summary>The names of clients in memory that the program's processes read: the one writer of <see cref="ClientTable"/>.</summary>
/// <remarks>
/// A flow stands in the table before the index points to it, and the index lets go of it first: a reader never finds another's. A
/// lock keeps apart the threads that write; those that read are in other processes, and know of none.
/// </remarks>
/// <param name="table">The memory, all zero but for its header.</param>
internal sealed unsafe class SharedClientNames(byte* table) : IClientNames
{
    private readonly Lock _writer = new();
    private int _count;

    /// <inheritdoc/>
    public bool Set(in FlowKey flow, in FlowName name)
    {
        var entry = FlowOf(flow);
        entry.Client = PlaceOf(name.Client, name.ClientPort);
        entry.Server = PlaceOf(name.Server, name.ServerPort);
        lock (_writer)
        {
            if (Find(entry) is { } old)
            {
                Forget(old);
            }
            return Add(entry);
        }
    }

    /// <inheritdoc/>
    public void Remove(in FlowKey flow)
    {
        lock (_writer)
        {
            if (Find(FlowOf(flow)) is { } place)
            {
                Forget(place);
            }
        }
    }

    private bool Add(FedFlow flow)
    {
        if (_count >= ClientTable.Flows || FindFree(flow) is not { } place)
        {
            return false;
        }
        var cell = flow.Protocol == (uint)Protocol.Udp ? FindFreeCell(flow) : null;
        if (cell is null && flow.Protocol == (uint)Protocol.Udp)
        {
            return false;
        }
        var entry = ClientTable.Flow(table, place);
        Begin(entry);
        entry->CopyFrom(&flow);
        End(entry, FlowState.Used);
        if (cell is { } at)
        {
            ClientTable.Cell(table, at)->Value = place + 1;
        }
        _count++;
        return true;
    }

    private void Forget(uint place)
    {
        FedFlow flow;
        var entry = ClientTable.Flow(table, place);
        entry->CopyTo(&flow);
        if (flow.Protocol == (uint)Protocol.Udp)
        {
            ForgetCell(flow, place);
        }
        End(entry, FlowState.Free);
        _count--;
        SweepFlows(place);
    }

    private void ForgetCell(in FedFlow flow, uint place)
    {
        var hash = ClientTable.Hash(flow.Client, flow.Protocol);
        for (uint step = 0; step < ClientTable.MostSteps; step++)
        {
            var at = ClientTable.Step(hash, step);
            if (ClientTable.Cell(table, at)->Value == place + 1)
            {
                ClientTable.Cell(table, at)->Value = ClientTable.Gone;
                SweepCells(at);
                return;
            }
        }
    }

    // Where nothing stands behind, nothing is looked for: so searches stay short though flows come and go.
    private void SweepFlows(uint place)
    {
        while (StateOf(ClientTable.Step(place, 1)) == FlowState.Never && StateOf(place) == FlowState.Free)
        {
            End(ClientTable.Flow(table, place), FlowState.Never);
            place = ClientTable.Step(place, ClientTable.Places - 1);
        }
    }

    private void SweepCells(uint at)
    {
        while (ClientTable.Cell(table, ClientTable.Step(at, 1))->Value == 0 && ClientTable.Cell(table, at)->Value == ClientTable.Gone)
        {
            ClientTable.Cell(table, at)->Value = 0;
            at = ClientTable.Step(at, ClientTable.Places - 1);
        }
    }

    private uint? Find(in FedFlow flow)
    {
        FedFlow found;
        var hash = ClientTable.Hash(flow.Relay, flow.Protocol);
        for (uint step = 0; step < ClientTable.MostSteps; step++)
        {
            var place = ClientTable.Step(hash, step);
            var state = StateOf(place);
            if (state == FlowState.Never)
            {
                return null;
            }
            ClientTable.Flow(table, place)->CopyTo(&found);
            if (state == FlowState.Used && found.Protocol == flow.Protocol && found.Relay.Is(flow.Relay))
            {
                return place;
            }
        }
        return null;
    }

    private uint? FindFree(in FedFlow flow)
    {
        var hash = ClientTable.Hash(flow.Relay, flow.Protocol);
        for (uint step = 0; step < ClientTable.MostSteps; step++)
        {
            var place = ClientTable.Step(hash, step);
            if (StateOf(place) is FlowState.Never or FlowState.Free)
            {
                return place;
            }
        }
        return null;
    }

    private uint? FindFreeCell(in FedFlow flow)
    {
        var hash = ClientTable.Hash(flow.Client, flow.Protocol);
        for (uint step = 0; step < ClientTable.MostSteps; step++)
        {
            var at = ClientTable.Step(hash, step);
            if (ClientTable.Cell(table, at)->Value is 0 or ClientTable.Gone)
            {
                return at;
            }
        }
        return null;
    }

    private FlowState StateOf(uint place) => (FlowState)(ClientTable.Flow(table, place)->Sequence & 3);

    private static void Begin(FlowEntry* entry) => entry->Sequence |= (int)FlowState.Written;

    // The number above the state changes with each write.
    private static void End(FlowEntry* entry, FlowState state) => entry->Sequence = ((entry->Sequence | 3) + 1) | (int)state;

    private static FedFlow FlowOf(in FlowKey flow) => new()
    {
        Relay = PlaceOf(flow.Source, flow.SourcePort),
        Protocol = (uint)flow.Protocol,
    };

    private static NetworkEndpoint PlaceOf(Address address, ushort port) => new()
    {
        High = BinaryPrimitives.ReverseEndianness(address.Map().High),
        Low = BinaryPrimitives.ReverseEndianness(address.Map().Low),
        Port = BinaryPrimitives.ReverseEndianness(port),
    };
}
