using Fairlead.Bpf;
using Fairlead.Bpf.Extended;
using Fairlead.Engines.Cgroup;
using Fairlead.Engines.Cgroup.Kernel;
using Fairlead.Linux;

namespace Fairlead.Engines.Tests.Cgroup.Kernel;

/// <summary>Programs of a few instructions.</summary>
internal static class SamplePrograms
{
    /// <summary>Lets everything pass.</summary>
    public static HookProgram Pass(Hook hook) => Assemble(hook, a => a.Exit(1));

    /// <summary>Refuses with an errno.</summary>
    public static HookProgram Deny(Hook hook, Errno errno) => Assemble(hook, a =>
    {
        a.Mov(Register.R1, -(int)errno);
        a.Call(HelperFunction.SetRetval);
        a.Exit(0);
    });

    /// <summary>Refuses with EPERM what goes to the IPv4 address that is the map's entry.</summary>
    public static HookProgram DenyListed(Hook hook, MapDefinition map) => Assemble(hook, a =>
    {
        var pass = new Label("pass");
        a.Load(Size.Word, Register.R2, Register.R1, 4);
        a.Store(Size.Word, Register.R10, -4, Register.R2);
        Lookup(a, map, -4);
        a.JumpIf(Condition.Equal, Register.R0, 0, pass);
        a.Exit(0);
        a.Mark(pass);
        a.Exit(1);
    });

    /// <summary>Writes the next number to the ring buffer, as a record of 8 bytes, or as one of 4 where it is odd.</summary>
    public static HookProgram Count(Hook hook, MapDefinition counter, MapDefinition ring) => Assemble(hook, a =>
    {
        var even = new Label("even");
        a.LoadMapValue(Register.R6, counter);
        a.Load(Size.Double, Register.R7, Register.R6, 0);
        a.Store(Size.Double, Register.R10, -8, Register.R7);
        a.Add(Register.R7, 1);
        a.Store(Size.Double, Register.R6, 0, Register.R7);
        a.Mov(Register.R3, 8);
        a.JumpIf(Condition.AnyBit, Register.R7, 1, even);
        a.Mov(Register.R3, 4);
        a.Mark(even);
        a.LoadMap(Register.R1, ring);
        a.Mov(Register.R2, Register.R10);
        a.Add(Register.R2, -8);
        a.Mov(Register.R4, 0);
        a.Call(HelperFunction.RingBufOutput);
        a.Exit(1);
    });

    /// <summary>Takes space in the ring buffer, and gives it up.</summary>
    public static HookProgram Discard(Hook hook, MapDefinition ring) => Assemble(hook, a =>
    {
        const HelperFunction ringbufReserve = (HelperFunction)131, ringbufDiscard = (HelperFunction)133;
        var full = new Label("full");
        a.LoadMap(Register.R1, ring);
        a.Mov(Register.R2, 8);
        a.Mov(Register.R3, 0);
        a.Call(ringbufReserve);
        a.JumpIf(Condition.Equal, Register.R0, 0, full);
        a.Mov(Register.R1, Register.R0);
        a.Mov(Register.R2, 0);
        a.Call(ringbufDiscard);
        a.Mark(full);
        a.Exit(1);
    });

    /// <summary>Adds one to the value of the socket.</summary>
    public static HookProgram CountOnSocket(Hook hook, MapDefinition storage) => Assemble(hook, a =>
    {
        var end = new Label("end");
        a.Load(Size.Double, Register.R2, Register.R1, 64);
        a.JumpIf(Condition.Equal, Register.R2, 0, end);
        a.LoadMap(Register.R1, storage);
        a.Mov(Register.R3, 0);
        a.Mov(Register.R4, 1);
        a.Call(HelperFunction.SkStorageGet);
        a.JumpIf(Condition.Equal, Register.R0, 0, end);
        a.Mov(Register.R1, 1);
        a.AtomicAdd(Size.Double, Register.R0, 0, Register.R1);
        a.Mark(end);
        a.Exit(1);
    });

    /// <summary>Returns what no instruction has written, after so many others.</summary>
    public static HookProgram Invalid(Hook hook, int length = 0) => Assemble(hook, a =>
    {
        for (var i = 0; i < length; i++) a.Mov(Register.R1, i);
        a.Exit();
    });

    public static LoadedProgram Load(HookProgram program, params LoadedMap[] maps) => LoadedProgram.Load(program, maps);

    private static void Lookup(Assembler a, MapDefinition map, int key)
    {
        a.LoadMap(Register.R1, map);
        a.Mov(Register.R2, Register.R10);
        a.Add(Register.R2, key);
        a.Call(HelperFunction.MapLookup);
    }

    private static HookProgram Assemble(Hook hook, Action<Assembler> write)
    {
        var assembler = new Assembler();
        write(assembler);
        return new HookProgram(hook, assembler.Assemble());
    }
}
