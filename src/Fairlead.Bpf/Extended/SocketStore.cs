using Fairlead.Linux;

namespace Fairlead.Bpf.Extended;

/// <summary>BPF_MAP_TYPE_SK_STORAGE: the socket itself is the key.</summary>
internal sealed class SocketStore(MapDefinition definition) : MapStore(definition)
{
    private readonly Dictionary<byte[], byte[]> _values = new(ReferenceEqualityComparer.Instance);

    public byte[]? Find(byte[] socket) => _values.GetValueOrDefault(socket);

    /// <summary>A new value for a socket that has none.</summary>
    public byte[] Create(byte[] socket) => _values[socket] = new byte[Definition.ValueSize];

    /// <summary>0, or a negated errno.</summary>
    public int Delete(byte[] socket) => _values.Remove(socket) ? 0 : -(int)Errno.ENOENT;
}
