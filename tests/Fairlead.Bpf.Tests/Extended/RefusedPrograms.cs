using Fairlead.Bpf.Extended;
using static Fairlead.Bpf.Extended.HelperFunction;
using static Fairlead.Bpf.Extended.Register;

namespace Fairlead.Bpf.Tests.Extended;

/// <summary>A program that neither the verifier nor the interpreter takes.</summary>
internal sealed record Refusal(ContextLayout Layout, KernelHook Hook, Program Program);

/// <summary>Programs with one mistake each.</summary>
internal static class RefusedPrograms
{
    private static readonly MapDefinition
        s_hash = new("hash", MapKind.Hash, 4, 8, 4),
        s_pair = new("pair", MapKind.Array, 4, 8, 2),
        s_single = new("single", MapKind.Array, 4, 8, 1),
        s_constants = new("constants", MapKind.Hash, 4, 8, 4, flags: 1 << 7),
        s_storage = new("storage", MapKind.SkStorage, 4, 8, 0, MapDefinition.BPF_F_NO_PREALLOC),
        s_ring = new("ring", MapKind.RingBuf, 0, 0, 4096);

    /// <summary>Each writes a body; R6 is the context, and the end follows.</summary>
    private static readonly Dictionary<string, Action<Assembler>> s_bodies = new()
    {
        ["a register that was not written"] = a => a.Mov(R2, R7),
        ["R0 at the start"] = a => a.Mov(R2, R0),
        ["R1 after a call"] = a => AfterCall(a, R1),
        ["R2 after a call"] = a => AfterCall(a, R2),
        ["R3 after a call"] = a => AfterCall(a, R3),
        ["R4 after a call"] = a => AfterCall(a, R4),
        ["R5 after a call"] = a => AfterCall(a, R5),
        ["a missing argument"] = a => { a.Mov(R1, R10); a.Add(R1, -16); a.Call(GetCurrentComm); },
        ["the stack above its end"] = a => a.Store(Size.Double, R10, 0, 1),
        ["the stack below its start"] = a => a.Store(Size.Double, R10, -520, 1),
        ["a store to the stack that is not aligned"] = a => a.Store(Size.Double, R10, -12, 1),
        ["a number as an address"] = a => { a.Mov(R2, 4096); a.Load(Size.Word, R3, R2, 0); },
        ["null as an address"] = a => { a.Mov(R2, 0); a.Load(Size.Word, R3, R2, 0); },
        ["multiplication of a pointer"] = a => { a.Mov(R2, R10); a.Mul(R2, 3); a.Load(Size.Byte, R3, R2, 0); },
        ["a value that may be null"] = a => { Lookup(a, s_hash); a.Load(Size.Double, R2, R0, 0); },
        ["arithmetic before the comparison with null"] = a => { Lookup(a, s_hash); a.Add(R0, 4); },
        ["a value's end"] = a => WithValue(a, s_hash, () => a.Load(Size.Word, R2, R0, 8)),
        ["before a value"] = a => WithValue(a, s_hash, () => a.Load(Size.Byte, R2, R0, -1)),
        ["a store to a read-only map"] = a => WithValue(a, s_constants, () => a.Store(Size.Byte, R0, 0, 1)),
        ["an update of a read-only map"] = a => { Key(a, s_constants); a.Mov(R3, R2); a.Mov(R4, 0); a.Call(MapUpdate); },
        ["a number of a map as an address"] = a =>
        {
            a.LoadMapValue(R2, s_single);
            a.Load(Size.Double, R2, R2, 0);
            a.Load(Size.Byte, R3, R2, 0);
        },
        ["the offset behind an array's value"] = a => a.LoadMapValue(R2, s_single, 8),
        ["the address of an array of two"] = a => a.LoadMapValue(R2, s_pair),
        ["the address of a hash"] = a => a.LoadMapValue(R2, s_hash),
        ["a store to the map itself"] = a => { a.LoadMap(R2, s_hash); a.Store(Size.Word, R2, 0, 1); },
        ["a moved map"] = a => { Key(a, s_hash); a.Add(R1, 8); a.Call(MapLookup); },
        ["a lookup in a ring buffer"] = a => Lookup(a, s_ring),
        ["a lookup in a socket storage"] = a => Lookup(a, s_storage),
        ["a ring buffer's function on a hash"] = a =>
        {
            Key(a, s_hash);
            a.Mov(R3, 4);
            a.Mov(R4, 0);
            a.Call(RingBufOutput);
        },
        ["a key in the context"] = a => { a.LoadMap(R1, s_hash); a.Mov(R2, R6); a.Call(MapLookup); },
        ["a key that is a number"] = a => { a.LoadMap(R1, s_hash); a.Mov(R2, 5); a.Call(MapLookup); },
        ["a key across the stack's end"] = a => { a.LoadMap(R1, s_hash); a.Mov(R2, R10); a.Add(R2, -2); a.Call(MapLookup); },
        ["a context in place of a map"] = a => { Key(a, s_hash); a.Mov(R1, R6); a.Call(MapLookup); },
        ["a number in place of the context"] = a => { a.Mov(R1, 1); a.Call(GetSocketCookie); },
        ["a moved context"] = a => { a.Mov(R1, R6); a.Add(R1, 4); a.Call(GetSocketCookie); },
        ["a buffer of no bytes"] = a => Comm(a, -16, 0),
        ["a buffer across the stack's end"] = a => Comm(a, -16, 17),
        ["a negative size"] = a => Comm(a, -16, -1),
        ["a buffer in the context"] = a => { a.Mov(R1, R6); a.Mov(R2, 16); a.Call(GetCurrentComm); },
        ["a storage of no socket"] = a =>
        {
            a.LoadMap(R1, s_storage);
            a.Mov(R2, R6);
            a.Mov(R3, 0);
            a.Mov(R4, 1);
            a.Call(SkStorageGet);
        },
        ["a store to a socket"] = a => { a.Load(Size.Double, R2, R6, 64); a.Mov(R3, 1); a.Store(Size.Word, R2, 16, R3); },
        ["an addition to the context"] = a => { a.Mov(R2, 1); a.AtomicAdd(Size.Word, R6, 4, R2); },
        ["a moved socket"] = a => { a.Load(Size.Double, R2, R6, 64); a.Add(R2, 4); a.Load(Size.Word, R3, R2, 0); },
        ["an atomic addition of a byte"] = a =>
        {
            a.Store(Size.Double, R10, -8, 0);
            a.Mov(R2, 1);
            a.AtomicAdd(Size.Byte, R10, -8, R2);
        },
        ["a result that is a pointer"] = a => { a.Mov(R0, R10); a.Exit(); },
    };

    /// <summary>Whole texts, of instructions that the assembler does not write.</summary>
    private static readonly Dictionary<string, Instruction[]> s_texts = new()
    {
        ["no result"] = [TestRun.Exit],
        ["dead code"] = [new(0xb7, 0, 0, 1), TestRun.Exit, new(0xb7, 0, 0, 1), TestRun.Exit],
        ["a jump past the end"] = [new(0xb7, 0, 0, 1), new(0x15, 0, 5, 0), TestRun.Exit],
        ["a jump before the start"] = [new(0xb7, 0, 0, 1), new(0x15, 0, -9, 0), TestRun.Exit],
        ["a jump into a constant"] = [new(0xb7, 0, 0, 1), new(0x15, 0, 1, 0), .. TestRun.Constant(1, 5), TestRun.Exit],
        ["no end"] = [new(0xb7, 0, 0, 1)],
        ["an end that falls through"] = [new(0xb7, 0, 0, 1), new(0x15, 0, 1, 0), TestRun.Exit, new(0xb7, 0, 0, 1)],
        ["half a constant"] = [new(0xb7, 0, 0, 1), TestRun.Exit, new(0x18, 1, 0, 0)],
        ["a constant with a wild second half"] = [new(0x18, 0, 0, 0), new(0xb7, 0, 0, 1), TestRun.Exit],
        ["an unknown operation"] = [new(0xb7, 0, 0, 1), new(0xe7, 0, 0, 1), TestRun.Exit],
        ["an unknown condition"] = [new(0xb7, 0, 0, 1), new(0xe5, 0, 0, 1), TestRun.Exit],
        ["an unknown mode"] = [new(0xb7, 0, 0, 1), new(0xa1, 0x11, 0, 0), TestRun.Exit],
        ["an unknown atomic operation"] = [new(0xb7, 0, 0, 1), new(0x7b, 0x0a, -8, 0), new(0xdb, 0x0a, -8, 0x77), TestRun.Exit],
        ["an unknown function"] = [new(0x85, 0, 0, 100_000), TestRun.Exit],
        ["a store to R10"] = [new(0xb7, 0, 0, 1), new(0xb7, 10, 0, 1), TestRun.Exit],
        ["R11"] = [new(0xb7, 0, 0, 1), new(0xbf, 0xb1, 0, 0), TestRun.Exit],
        ["a division by the constant 0"] = [new(0xb7, 0, 0, 1), new(0x37, 0, 0, 0), TestRun.Exit],
        ["a shift of 32 bits by 32"] = [new(0xb7, 0, 0, 1), new(0x64, 0, 0, 32), TestRun.Exit],
        ["a byte order of 24 bits"] = [new(0xb7, 0, 0, 1), new(0xdc, 0, 0, 24), TestRun.Exit],
        ["a register beside a constant"] = [new(0xb7, 0, 0, 1), new(0x07, 0x10, 0, 1), TestRun.Exit],
        ["a constant beside a register"] = [new(0xb7, 0, 0, 1), new(0x0f, 0x10, 0, 1), TestRun.Exit],
        ["an offset of an addition"] = [new(0xb7, 0, 0, 1), new(0x07, 0, 4, 1), TestRun.Exit],
        ["a map that nothing names"] = [new(0x18, 0x11, 0, -1), new(0, 0, 0, 0), new(0xb7, 0, 0, 1), TestRun.Exit],
        ["an endless loop"] = [new(0xb7, 0, 0, 1), new(0x15, 0, -1, 1), TestRun.Exit],
        ["a pointer whose first byte is overwritten"] = Overwritten(-8),
        ["a pointer whose last byte is overwritten"] = Overwritten(-1),
    };

    public static TheoryData<string> Names { get; } = [.. s_bodies.Keys, .. s_texts.Keys];

    public static Refusal Get(string name)
    {
        if (s_texts.TryGetValue(name, out Instruction[]? text))
            return new(ContextLayout.SkBuff, KernelHook.SocketFilter, new Program(text, []));
        Assembler asm = new();
        asm.Mov(R6, R1);
        s_bodies[name](asm);
        asm.Exit(1);
        return new(ContextLayout.SockAddr4, KernelHook.Connect4, asm.Assemble());
    }

    /// <summary>Maps with a value for the key 0, so that what follows a lookup is reached.</summary>
    public static MapMemory Maps()
    {
        MapMemory maps = new();
        maps.Set(s_hash, new byte[4], new byte[8]);
        maps.Set(s_constants, new byte[4], new byte[8]);
        return maps;
    }

    private static void Key(Assembler asm, MapDefinition map)
    {
        asm.Store(Size.Double, R10, -8, 0);
        asm.LoadMap(R1, map);
        asm.Mov(R2, R10);
        asm.Add(R2, -8);
    }

    private static void Lookup(Assembler asm, MapDefinition map)
    {
        Key(asm, map);
        asm.Call(MapLookup);
    }

    private static void WithValue(Assembler asm, MapDefinition map, Action body)
    {
        Label none = new("none");
        Lookup(asm, map);
        asm.JumpIf(Condition.Equal, R0, 0, none);
        body();
        asm.Mark(none);
    }

    private static void AfterCall(Assembler asm, Register argument)
    {
        asm.Mov(argument, 1);
        asm.Call(GetCurrentPidTgid);
        asm.Mov(R0, argument);
    }

    /// <summary>Keeps the context on the stack, writes a byte, and reads through what is there.</summary>
    private static Instruction[] Overwritten(short at) =>
    [
        new(0x7b, 0x1a, -8, 0), new(0x72, 0x0a, at, 1), new(0x79, 0xa2, -8, 0), new(0x61, 0x23, 0, 0), new(0xb7, 0, 0, 1),
        TestRun.Exit,
    ];

    private static void Comm(Assembler asm, int at, int size)
    {
        asm.Mov(R1, R10);
        asm.Add(R1, at);
        asm.Mov(R2, size);
        asm.Call(GetCurrentComm);
    }
}
