using System.Text;
using Fairlead.Bpf.Extended;
using static Fairlead.Bpf.Extended.Register;

namespace Fairlead.Bpf.Tests.Extended;

/// <summary>Calls of the kernel, pointers, and what is refused here though some kernels take it.</summary>
public class InterpreterTests
{
    private const int Missing = 99;

    private readonly Assembler _asm = new();
    private readonly MapMemory _maps = new();
    private readonly KernelAnswers _kernel = new() { Socket = new byte[80] };

    public InterpreterTests() => _asm.Mov(R6, R1);

    [Fact]
    public void Process_and_thread_are_the_halves_of_one_number()
    {
        (_kernel.Process, _kernel.Thread) = (7, 0x80000000);
        _asm.Call(HelperFunction.GetCurrentPidTgid);
        _asm.Exit();
        Assert.Equal(0x7_8000_0000, Run());
    }

    [Theory]
    [InlineData("node", 16, "node\0\0\0\0\0\0\0\0\0\0\0\0")]
    [InlineData("a-name-of-20-letters", 16, "a-name-of-20-le\0")]
    [InlineData("nginx", 4, "ngi\0............")]
    [InlineData("", 2, "\0\0..............")]
    public void Comm_is_cut_and_padded(string comm, int size, string expected)
    {
        _kernel.Comm = comm;
        for (int at = -16; at < 0; at++) _asm.Store(Size.Byte, R10, at, '.');
        Buffer(-16, size, R1, R2);
        _asm.Call(HelperFunction.GetCurrentComm);
        string stack = ReadStack(16);
        Assert.Equal(expected, stack);
    }

    [Fact]
    public void Packet_is_loaded_within_its_end()
    {
        _kernel.Packet = "0123456789abcdefXYZ"u8.ToArray();
        LoadBytes(offset: 3, size: 16);
        Assert.Equal("3456789abcdefXYZ", ReadStack(16));
    }

    [Theory]
    [InlineData(4, 16)]
    [InlineData(-1, 16)]
    [InlineData(100, 1)]
    public void Packet_is_not_loaded_past_its_end(int offset, int size)
    {
        _kernel.Packet = new byte[19];
        LoadBytes(offset, size);
        _asm.Exit();
        Assert.Equal(-14, Run());
    }

    [Fact]
    public void Cookie_is_the_answer()
    {
        _kernel.Cookie = ulong.MaxValue - 1;
        _asm.Mov(R1, R6);
        _asm.Call(HelperFunction.GetSocketCookie);
        _asm.Exit();
        Assert.Equal(-2, Run());
    }

    [Fact]
    public void Setsockopt_is_recorded_and_answered()
    {
        _kernel.SetSockOpt = call => call.Name == 36 ? -22 : 0;
        _asm.Store(Size.Word, R10, -4, 7);
        _asm.Mov(R1, R6);
        _asm.Mov(R2, 1);
        _asm.Mov(R3, 36);
        Buffer(-4, 4, R4, R5);
        _asm.Call(HelperFunction.SetSockOpt);
        _asm.Exit();
        Assert.Equal(-22, Run());
        SetSockOptCall call = Assert.Single(_kernel.SetSockOptCalls);
        Assert.Equal((1, 36, "07000000"), (call.Level, call.Name, Convert.ToHexString(call.Value)));
    }

    [Fact]
    public void Bind_is_recorded_and_answered()
    {
        _kernel.Bind = address => -address[0];
        _asm.Store(Size.Double, R10, -16, 2);
        _asm.Store(Size.Double, R10, -8, 0);
        _asm.Mov(R1, R6);
        Buffer(-16, 16, R2, R3);
        _asm.Call(HelperFunction.Bind);
        _asm.Exit();
        Assert.Equal(-2, Run());
        Assert.Equal([2, .. new byte[15]], Assert.Single(_kernel.BindCalls));
    }

    [Fact]
    public void Retval_is_kept()
    {
        _asm.Mov(R1, -98);
        _asm.Call(HelperFunction.SetRetval);
        _asm.Exit();
        Assert.Equal(0, Run());
        Assert.Equal(-98, _kernel.Retval);
    }

    [Fact]
    public void Socket_of_an_address_hook_is_read()
    {
        _kernel.Socket![44] = 80;
        _asm.Load(Size.Double, R2, R6, ContextLayout.SockAddr4.SocketOffset);
        _asm.Load(Size.Word, R0, R2, 44);
        _asm.Exit();
        Assert.Equal(80, Run());
    }

    [Theory]
    [InlineData(true, true, 6)]
    [InlineData(true, false, Missing)]
    [InlineData(false, true, Missing)]
    public void Socket_of_a_packet_is_null_or_full_or_neither(bool exists, bool full, int expected)
    {
        _kernel.Socket = exists ? new byte[80] : null;
        if (exists) _kernel.Socket![12] = 6;
        _kernel.SocketIsFull = full;
        Label none = new("none");
        _asm.Load(Size.Double, R1, R6, ContextLayout.SkBuff.SocketOffset);
        _asm.JumpIf(Condition.Equal, R1, 0, none);
        _asm.Call(HelperFunction.SkFullSock);
        _asm.JumpIf(Condition.Equal, R0, 0, none);
        _asm.Load(Size.Word, R0, R0, 12);
        _asm.Exit();
        _asm.Mark(none);
        _asm.Exit(Missing);
        Assert.Equal(expected, Run(ContextLayout.SkBuff));
    }

    [Fact]
    public void Socket_hook_has_its_storage_by_the_context()
    {
        MapDefinition map = new("storage", MapKind.SkStorage, 4, 8, 0, MapDefinition.BPF_F_NO_PREALLOC);
        _maps.SetStorage(map, _kernel.Socket!, BitConverter.GetBytes(41L));
        _maps.SetStorage(map, new byte[80], BitConverter.GetBytes(1L));
        Label none = new("none");
        _asm.LoadMap(R1, map);
        _asm.Mov(R2, R6);
        _asm.Mov(R3, 0);
        _asm.Mov(R4, 0);
        _asm.Call(HelperFunction.SkStorageGet);
        _asm.JumpIf(Condition.Equal, R0, 0, none);
        _asm.Mov(R1, 1);
        _asm.AtomicAdd(Size.Double, R0, 0, R1);
        _asm.Mark(none);
        _asm.Exit(0);
        Run(ContextLayout.SockCreate);
        Assert.Equal(BitConverter.GetBytes(42L), _maps.GetStorage(map, _kernel.Socket!));
        Assert.Null(_maps.GetStorage(map, new byte[80]));
    }

    [Fact]
    public void Value_of_a_map_is_changed_in_place_and_outlives_the_run()
    {
        MapDefinition counters = new("counters", MapKind.Array, 4, 16, 1);
        _asm.LoadMapValue(R2, counters, 8);
        _asm.Mov(R1, 3);
        _asm.AtomicAdd(Size.Word, R2, 4, R1);
        _asm.Load(Size.Word, R0, R2, 4);
        _asm.Exit();
        Interpreter interpreter = new(_asm.Assemble(), ContextLayout.SkBuff, _maps);
        Assert.Equal(3, interpreter.Run(new byte[192], _kernel));
        Assert.Equal(6, interpreter.Run(new byte[192], _kernel));
        Assert.Equal(6, BitConverter.ToInt32(_maps.Get(counters, new byte[4])!, 12));
    }

    [Fact]
    public void Pointers_are_kept_on_the_stack()
    {
        _asm.Mov(R2, R10);
        _asm.Add(R2, -16);
        _asm.Store(Size.Double, R10, -8, R2);
        _asm.Load(Size.Double, R3, R10, -8);
        _asm.Store(Size.Word, R3, 4, 77);
        _asm.Load(Size.Word, R0, R10, -12);
        _asm.Exit();
        Assert.Equal(77, Run());
    }

    [Fact]
    public void Null_is_the_number_0_in_every_copy_once_it_is_compared()
    {
        Label none = new("none");
        _kernel.Socket = null;
        _asm.Load(Size.Double, R1, R6, ContextLayout.SkBuff.SocketOffset);
        _asm.Mov(R7, R1);
        _asm.Store(Size.Double, R10, -8, R1);
        _asm.JumpIf(Condition.Equal, R1, 0, none);
        _asm.Exit(Missing);
        _asm.Mark(none);
        _asm.Load(Size.Double, R0, R10, -8);
        _asm.Add(R0, R7);
        _asm.Add(R0, 5);
        _asm.Exit();
        Assert.Equal(5, Run(ContextLayout.SkBuff));
    }

    [Fact]
    public void Runs_begin_anew()
    {
        Label first = new("first");
        _asm.Load(Size.Word, R2, R6, 0);
        _asm.JumpIf(Condition.Equal, R2, 0, first);
        _asm.Store(Size.Double, R10, -8, 5);
        _asm.Mov(R7, 5);
        _asm.Exit(0);
        _asm.Mark(first);
        _asm.Load(Size.Double, R0, R10, -8);
        _asm.Exit();
        Interpreter interpreter = new(_asm.Assemble(), ContextLayout.SkBuff, _maps);
        Assert.Equal(0, interpreter.Run([1, .. new byte[191]], _kernel));
        BpfException error = Assert.Throws<BpfException>(() => interpreter.Run(new byte[192], _kernel));
        Assert.Equal(
            "the verifier refuses instruction 0007, 'r0 = *(u64 *)(r10 - 8)': the stack at -8 has not been written",
            error.Message);
    }

    [Fact]
    public void Loop_that_ends_runs_and_one_that_does_not_is_refused()
    {
        Instruction[] loop = [new(0xb7, 0, 0, 0), new(0x07, 0, 0, 1), new(0xa5, 0, -2, 1000), TestRun.Exit];
        Assert.Equal(1000u, TestRun.Number(loop));
        loop[1] = new(0x57, 0, 0, 1);
        Assert.EndsWith(
            "the program still runs after 1000000 instructions",
            Assert.Throws<BpfException>(() => TestRun.Number(loop)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Constant_in_the_context_is_refused_for_old_kernels()
    {
        _asm.Store(Size.Word, R6, 4, 1);
        AssertRefused("kernels before Linux 6.4 store only registers to a context");
    }

    [Fact]
    public void Pointer_is_compared_with_nothing_but_null()
    {
        Label there = new("there");
        _asm.JumpIf(Condition.Equal, R10, 1, there);
        _asm.Mark(there);
        AssertRefused("a pointer is compared with something else than 0");
    }

    [Fact]
    public void Pointer_is_stored_nowhere_but_on_the_stack()
    {
        _asm.LoadMapValue(R2, new MapDefinition("one", MapKind.Array, 4, 8, 1));
        _asm.Store(Size.Double, R2, 0, R10);
        AssertRefused("r10 is a pointer, which only a double word of the stack holds");
    }

    [Fact]
    public void Run_without_what_it_asks_for_is_refused()
    {
        _asm.Load(Size.Double, R2, R6, 64);
        _asm.Exit(0);
        Interpreter interpreter = new(_asm.Assemble(), ContextLayout.SockAddr4, _maps);
        Assert.Equal(
            "the run has no socket to give",
            Assert.Throws<BpfException>(() => interpreter.Run(new byte[72], new KernelAnswers())).Message);
        Assert.Equal(
            "a context of 8 bytes: struct bpf_sock_addr of IPv4 has 72",
            Assert.Throws<BpfException>(() => interpreter.Run(new byte[8], _kernel)).Message);
    }

    [Fact]
    public void Run_allocates_nothing()
    {
        MapDefinition map = new("map", MapKind.Hash, 4, 8, 16);
        _maps.Set(map, new byte[4], new byte[8]);
        Label none = new("none");
        for (int i = 0; i < 10; i++)
        {
            _asm.Store(Size.Word, R10, -4, 0);
            _asm.LoadMap(R1, map);
            Buffer(-4, 4, R2, R3);
            _asm.Call(HelperFunction.MapLookup);
            _asm.JumpIf(Condition.Equal, R0, 0, none);
        }

        _asm.Mark(none);
        _asm.Exit(0);
        Interpreter interpreter = new(_asm.Assemble(), ContextLayout.SkBuff, _maps);
        byte[] context = new byte[192];
        interpreter.Run(context, _kernel);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++) interpreter.Run(context, _kernel);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1000);
    }

    private long Run(ContextLayout? layout = null) =>
        TestRun.Run(_asm.Assemble(), layout ?? ContextLayout.SockAddr4, _maps, _kernel);

    /// <summary>Ends the program so that it copies the end of its stack to a map, and runs it.</summary>
    private string ReadStack(int size)
    {
        MapDefinition copy = new("copy", MapKind.Array, 4, size, 1);
        _asm.Store(Size.Word, R10, -size - 4, 0);
        _asm.LoadMap(R1, copy);
        _asm.Mov(R2, R10);
        _asm.Add(R2, -size - 4);
        _asm.Mov(R3, R10);
        _asm.Add(R3, -size);
        _asm.Mov(R4, 0);
        _asm.Call(HelperFunction.MapUpdate);
        _asm.Exit();
        Assert.Equal(0, Run());
        return Encoding.UTF8.GetString(_maps.Get(copy, new byte[4])!);
    }

    private void Buffer(int at, int size, Register pointer, Register length)
    {
        _asm.Mov(pointer, R10);
        _asm.Add(pointer, at);
        _asm.Mov(length, size);
    }

    private void LoadBytes(int offset, int size)
    {
        _asm.Mov(R1, R6);
        _asm.Mov(R2, offset);
        Buffer(-16, size, R3, R4);
        _asm.Call(HelperFunction.SkbLoadBytes);
    }

    private void AssertRefused(string reason)
    {
        _asm.Exit(1);
        Assert.EndsWith(reason, Assert.Throws<BpfException>(() => Run()).Message, StringComparison.Ordinal);
    }
}
