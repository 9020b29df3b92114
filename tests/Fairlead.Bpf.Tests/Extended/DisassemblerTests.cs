using System.Text.RegularExpressions;
using Fairlead.Bpf.Extended;
using static Fairlead.Bpf.Extended.Register;

namespace Fairlead.Bpf.Tests.Extended;

public class DisassemblerTests
{
    [Fact]
    public void Listing_shows_indexes_targets_maps_and_comments()
    {
        Assert.Equal(
            """
            0000: r6 = r1
            0001: r1 = *(u32 *)(r6 + 24)                    ; user_port
            0002: r1 = be16 r1
            0003: *(u32 *)(r10 - 4) = r1
            0004: r1 = map ports
            0006: r2 = r10
            0007: r2 += -4
            0008: call bpf_map_lookup_elem
            0009: if r0 == 0x0 goto 0015
            0010: w1 = 1
            0011: lock *(u64 *)(r0 + 0) += r1
            0012: r3 = map totals[0] + 16
            0014: goto 0015
            0015: r0 = 1
            0016: exit

            """,
            Disassembler.Listing(Program(), i => i is { Code: 0x61, Offset: 24 } ? "user_port" : null));
    }

    /// <summary>What the assembler does not write, as the kernel has it.</summary>
    [Theory]
    [InlineData(0x1f, 0x21, 0, 0, "r1 -= r2")]
    [InlineData(0x14, 0x01, 0, 5, "w1 -= 5")]
    [InlineData(0x3c, 0x21, 0, 0, "w1 /= w2")]
    [InlineData(0x9f, 0x21, 0, 0, "r1 %= r2")]
    [InlineData(0xc7, 0x01, 0, 3, "r1 s>>= 3")]
    [InlineData(0xcc, 0x21, 0, 0, "w1 s>>= w2")]
    [InlineData(0x57, 0x01, 0, -16, "r1 &= -16")]
    [InlineData(0x84, 0x01, 0, 0, "w1 = -w1")]
    [InlineData(0xd4, 0x01, 0, 16, "r1 = le16 r1")]
    [InlineData(0x65, 0x01, -3, 4, "if r1 s> 4 goto -3")]
    [InlineData(0xde, 0x21, 0, 0, "if w1 s<= w2 goto +0")]
    [InlineData(0x85, 0x00, 0, 999, "call 999")]
    [InlineData(0x18, 0x01, 0, 5, "r1 = 0x5 ll")]
    [InlineData(0x85, 0x10, 0, 7, "invalid 0x85, r0, r1, 0, 0x7")]
    [InlineData(0xd7, 0x01, 0, 16, "invalid 0xd7, r1, r0, 0, 0x10")]
    [InlineData(0xe7, 0x01, 0, 16, "invalid 0xe7, r1, r0, 0, 0x10")]
    [InlineData(0xe5, 0x01, 0, 16, "invalid 0xe5, r1, r0, 0, 0x10")]
    [InlineData(0x81, 0x01, 4, 0, "invalid 0x81, r1, r0, 4, 0x0")]
    [InlineData(0xdb, 0x21, 4, 0x40, "invalid 0xdb, r1, r2, 4, 0x40")]
    [InlineData(0x00, 0x00, 0, 0, "invalid 0x00, r0, r0, 0, 0x0")]
    public void Instruction_has_text(byte code, byte registers, short offset, int immediate, string text) =>
        Assert.Equal(text, new Instruction(code, registers, offset, immediate).ToString());

    [Theory]
    [InlineData(HelperFunction.MapLookup, "bpf_map_lookup_elem")]
    [InlineData(HelperFunction.MapUpdate, "bpf_map_update_elem")]
    [InlineData(HelperFunction.MapDelete, "bpf_map_delete_elem")]
    [InlineData(HelperFunction.GetCurrentPidTgid, "bpf_get_current_pid_tgid")]
    [InlineData(HelperFunction.GetCurrentComm, "bpf_get_current_comm")]
    [InlineData(HelperFunction.SkbLoadBytes, "bpf_skb_load_bytes")]
    [InlineData(HelperFunction.GetSocketCookie, "bpf_get_socket_cookie")]
    [InlineData(HelperFunction.SetSockOpt, "bpf_setsockopt")]
    [InlineData(HelperFunction.Bind, "bpf_bind")]
    [InlineData(HelperFunction.SkFullSock, "bpf_sk_fullsock")]
    [InlineData(HelperFunction.SkStorageGet, "bpf_sk_storage_get")]
    [InlineData(HelperFunction.SkStorageDelete, "bpf_sk_storage_delete")]
    [InlineData(HelperFunction.RingBufOutput, "bpf_ringbuf_output")]
    [InlineData(HelperFunction.SetRetval, "bpf_set_retval")]
    public void Functions_have_the_names_of_the_kernel(HelperFunction function, string name)
    {
        Assert.Equal($"call {name}", new Instruction(0x85, 0, 0, (int)function).ToString());
        Assert.Equal(name, KernelNames()[(int)function]);
    }

    /// <summary>The names of enum bpf_func_id in their order, which is their number.</summary>
    private static string[] KernelNames() =>
        [.. Regex.Matches(File.ReadAllText("/usr/include/linux/bpf.h"), @"^\tFN\((\w+)", RegexOptions.Multiline)
            .Select(match => $"bpf_{match.Groups[1].Value}")];

    private static Program Program()
    {
        MapDefinition ports = new("ports", MapKind.Hash, 4, 8, 16), totals = new("totals", MapKind.Array, 4, 24, 1);
        Assembler asm = new();
        Label done = new("done");
        asm.Mov(R6, R1);
        asm.Load(Size.Word, R1, R6, 24);
        asm.ToBigEndian(R1, 16);
        asm.Store(Size.Word, R10, -4, R1);
        asm.LoadMap(R1, ports);
        asm.Mov(R2, R10);
        asm.Add(R2, -4);
        asm.Call(HelperFunction.MapLookup);
        asm.JumpIf(Condition.Equal, R0, 0, done);
        asm.Mov32(R1, 1);
        asm.AtomicAdd(Size.Double, R0, 0, R1);
        asm.LoadMapValue(R3, totals, 16);
        asm.Jump(done);
        asm.Mark(done);
        asm.Exit(1);
        return asm.Assemble();
    }
}
