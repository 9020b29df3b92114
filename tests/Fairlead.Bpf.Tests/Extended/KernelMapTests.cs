using Fairlead.Bpf.Extended;
using static Fairlead.Bpf.Extended.Register;

namespace Fairlead.Bpf.Tests.Extended;

/// <summary>Maps of the kernel, as root: they answer programs as those of the interpreter do.</summary>
public sealed class KernelMapTests : IDisposable
{
    private const int Missing = 0x7fffffff, RecordSize = 64;

    private readonly KernelMaps _maps = new();

    /// <summary>Kind, bytes of a key, entries, flags.</summary>
    public static TheoryData<MapKind, int, int, uint> Kinds { get; } = new()
    {
        { MapKind.Hash, 8, 8, 0 },
        { MapKind.Hash, 4, 8, MapDefinition.BPF_F_NO_PREALLOC },
        { MapKind.Array, 4, 8, 0 },
        { MapKind.LpmTrie, 8, 8, MapDefinition.BPF_F_NO_PREALLOC },
        { MapKind.LpmTrie, 7, 1000, MapDefinition.BPF_F_NO_PREALLOC },
        // So many entries that the kernel, which is not exact here, drops none.
        { MapKind.LruHash, 8, 4096, 0 },
    };

    public void Dispose() => _maps.Dispose();

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Kernel_and_interpreter_agree_about_maps(MapKind kind, int keySize, int entries, uint flags)
    {
        Program program = OneOperation(new MapDefinition("map", kind, keySize, 8, entries, flags));
        Interpreter interpreter = new(program, ContextLayout.SkBuff, new MapMemory());
        using KernelProgram kernel = KernelProgram.Load(program, KernelHook.SocketFilter, _maps);
        HashSet<int> answers = [];
        Random random = new(keySize + entries);
        for (int i = 0; i < 5000; i++)
        {
            byte[] packet = Operation(random, kind);
            int expected = (int)kernel.Run(packet), actual = (int)Interpret(interpreter, packet);
            Assert.True(expected == actual, $"step {i}, {Convert.ToHexString(packet)}: {expected} there, {actual} here");
            answers.Add(expected);
        }

        Assert.InRange(answers.Count, 100, int.MaxValue);
        Assert.Contains(Missing, answers);
    }

    [Fact]
    public void Kernel_and_interpreter_agree_about_the_room_of_a_ring_buffer()
    {
        MapDefinition ring = new("ring", MapKind.RingBuf, 0, 0, Environment.SystemPageSize);
        Program program = OneRecord(ring);
        MapMemory memory = new();
        Interpreter interpreter = new(program, ContextLayout.SkBuff, memory);
        using KernelProgram kernel = KernelProgram.Load(program, KernelHook.SocketFilter, _maps);
        Random random = new(1);
        List<int> expected = [], actual = [];
        List<byte[]> records = [];
        for (int i = 0; i < 200; i++)
        {
            byte[] packet = new byte[RecordSize + 8];
            random.NextBytes(packet);
            BitConverter.TryWriteBytes(packet.AsSpan(RecordSize + 4), random.Next(4));
            expected.Add((int)kernel.Run(packet));
            actual.Add((int)Interpret(interpreter, packet));
            if (expected[^1] == 0) records.Add(packet[..(packet[RecordSize] % RecordSize)]);
        }

        Assert.Equal(expected, actual);
        Assert.Contains(-11, actual);
        Assert.Equal(records, memory.Drain(ring));
        Assert.Empty(memory.Drain(ring));
    }

    [Fact]
    public void Kernel_and_interpreter_agree_about_storage_of_sockets()
    {
        MapDefinition storage = new("storage", MapKind.SkStorage, 4, 8, 0, MapDefinition.BPF_F_NO_PREALLOC);
        for (uint flags = 0; flags < 3; flags++)
        {
            foreach (bool initial in new[] { false, true })
            {
                Program program = Storage(storage, flags, initial);
                using KernelProgram kernel = KernelProgram.Load(program, KernelHook.SchedCls, _maps);
                Interpreter interpreter = new(program, ContextLayout.SkBuff, new MapMemory());
                KernelAnswers answers = new() { Socket = new byte[80] };
                Assert.Equal((int)kernel.Run(new byte[64]), (int)interpreter.Run(new byte[192], answers));
            }
        }
    }

    private static long Interpret(Interpreter interpreter, byte[] packet) =>
        interpreter.Run(new byte[192], new KernelAnswers { Packet = packet });

    /// <summary>A program for a packet of: operation, flags, key, value.</summary>
    private static Program OneOperation(MapDefinition map)
    {
        Assembler asm = new();
        Label update = new("update"), delete = new("delete"), none = new("none");
        LoadPacket(asm, 24);
        asm.Load(Size.Word, R7, R10, -24);
        asm.Load(Size.Word, R4, R10, -20);
        asm.LoadMap(R1, map);
        asm.Mov(R2, R10);
        asm.Add(R2, -16);
        asm.Mov(R3, R10);
        asm.Add(R3, -8);
        asm.JumpIf(Condition.Equal, R7, 0, update);
        asm.JumpIf(Condition.Equal, R7, 1, delete);
        asm.Call(HelperFunction.MapLookup);
        asm.JumpIf(Condition.Equal, R0, 0, none);
        asm.Load(Size.Word, R0, R0, 0);
        asm.Exit();
        asm.Mark(none);
        asm.Exit(Missing);
        asm.Mark(update);
        asm.Call(HelperFunction.MapUpdate);
        asm.Exit();
        asm.Mark(delete);
        asm.Call(HelperFunction.MapDelete);
        asm.Exit();
        return asm.Assemble();
    }

    /// <summary>Few keys, so that they meet; for a trie, data whose bits 7 and 8 differ, and some wild lengths.</summary>
    private static byte[] Operation(Random random, MapKind kind)
    {
        bool isTrie = kind == MapKind.LpmTrie;
        byte[] packet = new byte[24];
        BitConverter.TryWriteBytes(packet, random.Next(4));
        BitConverter.TryWriteBytes(packet.AsSpan(4), random.Next(8) == 0 ? random.Next(4) : 0);
        BitConverter.TryWriteBytes(packet.AsSpan(8), isTrie ? (random.Next(16) == 0 ? 60 : random.Next(5, 15)) : random.Next(12));
        BitConverter.TryWriteBytes(packet.AsSpan(12), random.Next(2) | (isTrie ? random.Next(2) << 15 : 0));
        BitConverter.TryWriteBytes(packet.AsSpan(16), (long)random.Next());
        return packet;
    }

    /// <summary>A program for a packet of: a record, its length, flags.</summary>
    private static Program OneRecord(MapDefinition ring)
    {
        Assembler asm = new();
        LoadPacket(asm, RecordSize + 8);
        asm.LoadMap(R1, ring);
        asm.Mov(R2, R10);
        asm.Add(R2, -RecordSize - 8);
        asm.Load(Size.Word, R3, R10, -8);
        asm.And32(R3, RecordSize - 1);
        asm.Load(Size.Word, R4, R10, -4);
        asm.Call(HelperFunction.RingBufOutput);
        asm.Exit();
        return asm.Assemble();
    }

    /// <summary>Gets, changes, gets and deletes a value; the answer tells of all of it.</summary>
    private static Program Storage(MapDefinition map, uint flags, bool initial)
    {
        Assembler asm = new();
        Label end = new("end"), none = new("none");
        asm.Mov(R6, R1);
        asm.Mov(R9, 0);
        asm.Load(Size.Double, R7, R6, 168);
        asm.JumpIf(Condition.Equal, R7, 0, end);
        asm.Store(Size.Double, R10, -8, 1000);
        StorageGet(asm, map, flags, initial);
        asm.JumpIf(Condition.Equal, R0, 0, none);
        asm.Load(Size.Double, R9, R0, 0);
        asm.Store(Size.Double, R0, 0, 70);
        StorageGet(asm, map, 0, initial);
        asm.JumpIf(Condition.Equal, R0, 0, none);
        asm.Load(Size.Double, R1, R0, 0);
        asm.Add(R9, R1);
        asm.Mark(none);
        for (int i = 0; i < 2; i++)
        {
            asm.LoadMap(R1, map);
            asm.Mov(R2, R7);
            asm.Call(HelperFunction.SkStorageDelete);
            asm.Mul(R9, 10);
            asm.Add(R9, R0);
        }

        asm.Add(R9, 1_000_000);
        asm.Mark(end);
        asm.Mov(R0, R9);
        asm.Exit();
        return asm.Assemble();
    }

    private static void StorageGet(Assembler asm, MapDefinition map, uint flags, bool initial)
    {
        asm.LoadMap(R1, map);
        asm.Mov(R2, R7);
        asm.Mov(R3, 0);
        if (initial)
        {
            asm.Mov(R3, R10);
            asm.Add(R3, -8);
        }

        asm.Mov32(R4, flags);
        asm.Call(HelperFunction.SkStorageGet);
    }

    private static void LoadPacket(Assembler asm, int size)
    {
        asm.Mov(R2, 0);
        asm.Mov(R3, R10);
        asm.Add(R3, -size);
        asm.Mov(R4, size);
        asm.Call(HelperFunction.SkbLoadBytes);
    }
}
