using Fairlead.Linux;

namespace Fairlead.Bpf.Extended;

/// <content>Helper functions of maps and sockets.</content>
public sealed partial class Interpreter
{
    private const ulong BPF_SK_STORAGE_GET_F_CREATE = 1;

    private void MapLookup()
    {
        KeyedStore map = Map<KeyedStore>(1);
        ArraySegment<byte> value = map.Find(Input(2, map.Definition.KeySize));
        SetValue(value, map);
    }

    private long MapUpdate()
    {
        KeyedStore map = Map<KeyedStore>(1);
        if (map.ReadOnly) throw Refused($"map '{map.Definition}' is read-only");
        ReadOnlySpan<byte> value = Input(3, map.Definition.ValueSize);
        return map.Update(Input(2, map.Definition.KeySize), value, Number(4));
    }

    private long MapDelete()
    {
        KeyedStore map = Map<KeyedStore>(1);
        if (map.ReadOnly) throw Refused($"map '{map.Definition}' is read-only");
        return map.Delete(Input(2, map.Definition.KeySize));
    }

    private long RingBufOutput()
    {
        RingStore map = Map<RingStore>(1);
        return map.Output(Input(2, Size(3, zero: true)), Number(4));
    }

    private void SkFullSock()
    {
        byte[]? socket = _kernel.SocketIsFull ? Socket(1) : null;
        if (Pointee(1).Kind != RegionKind.Socket) throw Refused("r1 is not a socket");
        SetPointer(0, AddRegion(SocketRegion(socket, ContextLayout.Socket, maybeNull: true)));
    }

    private void SkStorageGet()
    {
        SocketStore map = Map<SocketStore>(1);
        byte[] socket = Socket(2);
        bool hasInitial = IsPointer(3) || Number(3) != 0;
        ReadOnlySpan<byte> initial = hasInitial ? Input(3, map.Definition.ValueSize) : default;
        ulong flags = Number(4);
        byte[]? value = null;
        if (_kernel.SocketIsFull && flags <= BPF_SK_STORAGE_GET_F_CREATE) value = map.Find(socket);
        if (_kernel.SocketIsFull && flags == BPF_SK_STORAGE_GET_F_CREATE && value is null)
        {
            value = map.Create(socket);
            initial.CopyTo(value);
        }

        SetValue(value is null ? default(ArraySegment<byte>) : value, map);
    }

    private long SkStorageDelete()
    {
        SocketStore map = Map<SocketStore>(1);
        byte[] socket = Socket(2);
        return _kernel.SocketIsFull ? map.Delete(socket) : -(int)Errno.EINVAL;
    }

    private T Map<T>(int register)
        where T : MapStore
    {
        if (Pointee(register).Kind != RegionKind.Map) throw Refused($"r{register} is not a map");
        MapStore store = Pointee(register).Map!;
        return store as T ?? throw Refused($"map '{store.Definition}' is a {store.Definition.Kind}, which has no such function");
    }

    private void SetValue(ArraySegment<byte> value, MapStore map) => SetPointer(0, AddRegion(new Region
    {
        Kind = RegionKind.MapValue,
        Bytes = value,
        Unchecked = true,
        ReadOnly = map.ReadOnly,
    }));

    /// <summary>The socket that a register points to; a context that is a socket counts.</summary>
    private byte[] Socket(int register)
    {
        ref Region region = ref Pointee(register);
        if (region.Kind == RegionKind.Context && _layout.IsSocket)
            return _kernel.Socket ?? throw new BpfException("the run has no socket to give");
        return region.Kind == RegionKind.Socket ? region.Bytes.Array! : throw Refused($"r{register} is not a socket");
    }

    private static Region SocketRegion(byte[]? socket, ContextLayout layout, bool maybeNull) => new()
    {
        Kind = RegionKind.Socket,
        Bytes = socket is null ? default(ArraySegment<byte>) : socket,
        Unchecked = maybeNull,
        Layout = layout,
    };
}
