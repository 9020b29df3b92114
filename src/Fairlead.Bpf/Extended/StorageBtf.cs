using System.Buffers.Binary;

namespace Fairlead.Bpf.Extended;

/// <summary>The types that BPF_MAP_TYPE_SK_STORAGE demands of its key and value, as linux/btf.h writes them.</summary>
/// <remarks>
/// The kernel stores values of any shape, but creates the map only if its key is an int and its value a type of the
/// value's size. The smallest such set is: 1, an int of 32 bits; 2, a byte; 3, an array of bytes.
/// </remarks>
public static class StorageBtf
{
    /// <summary>The number of the key's type.</summary>
    public const uint KeyType = 1;

    /// <summary>The number of the value's type.</summary>
    public const uint ValueType = 3;

    private const uint BTF_MAGIC_VERSION_1 = 0x01eb9f;
    private const uint BTF_KIND_INT = 1 << 24;
    private const uint BTF_KIND_ARRAY = 3 << 24;
    private const uint BTF_INT_SIGNED = 1 << 24;
    private const uint ByteType = 2;
    private const uint HeaderLength = 24;
    private const uint IntName = 1;
    private const uint ByteName = 5;

    // The first name is empty, the others begin at IntName and ByteName.
    private static ReadOnlySpan<byte> Names => "\0int\0u8\0"u8;

    /// <summary>The types for values of so many bytes.</summary>
    public static byte[] Build(int valueSize)
    {
        uint[] types =
        [
            IntName, BTF_KIND_INT, sizeof(int), BTF_INT_SIGNED | (8 * sizeof(int)),
            ByteName, BTF_KIND_INT, sizeof(byte), 8 * sizeof(byte),
            0, BTF_KIND_ARRAY, 0, ByteType, KeyType, (uint)valueSize,
        ];
        uint typesLength = (uint)(types.Length * sizeof(uint));
        uint[] header = [BTF_MAGIC_VERSION_1, HeaderLength, 0, typesLength, typesLength, (uint)Names.Length];
        return [.. Bytes(header), .. Bytes(types), .. Names];
    }

    private static byte[] Bytes(uint[] words)
    {
        byte[] bytes = new byte[words.Length * sizeof(uint)];
        for (int i = 0; i < words.Length; i++)
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(i * sizeof(uint)), words[i]);
        return bytes;
    }
}
