using static Fairlead.Bpf.Opcode;

namespace Fairlead.Bpf.Extended;

/// <summary>The text of an instruction of each family; null: it is in none.</summary>
internal static class DisassemblerText
{
    public static string? Alu(Instruction i)
    {
        char width = ClassOf(i.Code) == BPF_ALU ? 'w' : 'r';
        string destination = $"{width}{(int)i.Destination}";
        return OperationOf(i.Code) switch
        {
            BPF_NEG => $"{destination} = -{destination}",
            BPF_END when width == 'w' => Swap(i),
            BPF_MOV => $"{destination} = {Operand(i, width)}",
            BPF_AND or BPF_OR or BPF_XOR => $"{destination} {Sign(i)}= {(TakesX(i.Code) ? Operand(i, width) : Hex(i))}",
            _ => Sign(i) is { } sign ? $"{destination} {sign}= {Operand(i, width)}" : null,
        };
    }

    public static string? Jump(Instruction i, Func<int, string> target)
    {
        char width = ClassOf(i.Code) == BPF_JMP32 ? 'w' : 'r';
        return (int)i.Code switch
        {
            BPF_JMP | BPF_JA => $"goto {target(i.Offset)}",
            BPF_JMP | BPF_CALL when i.Source == 0 => $"call {NameOf((HelperFunction)i.Immediate)}",
            BPF_JMP | BPF_EXIT => "exit",
            _ => Comparison(i) is { } sign
                ? $"if {width}{(int)i.Destination} {sign} {Compared(i, width)} goto {target(i.Offset)}"
                : null,
        };
    }

    public static string? Memory(Instruction i)
    {
        string place(Register address) =>
            $"*({Type(i)} *)(r{(int)address} {(i.Offset < 0 ? '-' : '+')} {Math.Abs((int)i.Offset)})";

        return (i.Code & ~BPF_DW) switch
        {
            BPF_LDX | BPF_MEM => $"r{(int)i.Destination} = {place(i.Source)}",
            BPF_STX | BPF_MEM => $"{place(i.Destination)} = r{(int)i.Source}",
            BPF_ST | BPF_MEM => $"{place(i.Destination)} = {i.Immediate}",
            BPF_STX | BPF_ATOMIC when i.Immediate == BPF_ADD => $"lock {place(i.Destination)} += r{(int)i.Source}",
            _ => null,
        };
    }

    /// <summary>The name in enum bpf_func_id, or the number.</summary>
    public static string NameOf(HelperFunction function) => function switch
    {
        HelperFunction.MapLookup => "bpf_map_lookup_elem",
        HelperFunction.MapUpdate => "bpf_map_update_elem",
        HelperFunction.MapDelete => "bpf_map_delete_elem",
        HelperFunction.GetCurrentPidTgid => "bpf_get_current_pid_tgid",
        HelperFunction.GetCurrentComm => "bpf_get_current_comm",
        HelperFunction.SkbLoadBytes => "bpf_skb_load_bytes",
        HelperFunction.GetSocketCookie => "bpf_get_socket_cookie",
        HelperFunction.SetSockOpt => "bpf_setsockopt",
        HelperFunction.Bind => "bpf_bind",
        HelperFunction.SkFullSock => "bpf_sk_fullsock",
        HelperFunction.SkStorageGet => "bpf_sk_storage_get",
        HelperFunction.SkStorageDelete => "bpf_sk_storage_delete",
        HelperFunction.RingBufOutput => "bpf_ringbuf_output",
        HelperFunction.SetRetval => "bpf_set_retval",
        _ => $"{(int)function}",
    };

    private static string Type(Instruction i) => (i.Code & BPF_DW) switch
    {
        BPF_B => "u8",
        BPF_H => "u16",
        BPF_W => "u32",
        _ => "u64",
    };

    private static string? Sign(Instruction i) => OperationOf(i.Code) switch
    {
        BPF_ADD => "+",
        BPF_SUB => "-",
        BPF_MUL => "*",
        BPF_DIV => "/",
        BPF_OR => "|",
        BPF_AND => "&",
        BPF_LSH => "<<",
        BPF_RSH => ">>",
        BPF_MOD => "%",
        BPF_XOR => "^",
        BPF_ARSH => "s>>",
        _ => null,
    };

    private static string? Comparison(Instruction i) => OperationOf(i.Code) switch
    {
        BPF_JEQ => "==",
        BPF_JNE => "!=",
        BPF_JGT => ">",
        BPF_JGE => ">=",
        BPF_JLT => "<",
        BPF_JLE => "<=",
        BPF_JSET => "&",
        BPF_JSGT => "s>",
        BPF_JSGE => "s>=",
        BPF_JSLT => "s<",
        BPF_JSLE => "s<=",
        _ => null,
    };

    private static string Swap(Instruction i) =>
        $"r{(int)i.Destination} = {(TakesX(i.Code) ? "be" : "le")}{i.Immediate} r{(int)i.Destination}";

    private static string Operand(Instruction i, char width) =>
        TakesX(i.Code) ? $"{width}{(int)i.Source}" : width == 'w' ? $"{(uint)i.Immediate}" : $"{i.Immediate}";

    private static string Compared(Instruction i, char width)
    {
        bool signed = OperationOf(i.Code) is BPF_JSGT or BPF_JSGE or BPF_JSLT or BPF_JSLE;
        if (TakesX(i.Code)) return $"{width}{(int)i.Source}";
        return signed ? $"{i.Immediate}" : Hex(i);
    }

    // Operations of 64 bits extend the constant by its sign, which a word in hexadecimal would hide.
    private static string Hex(Instruction i)
    {
        bool is64 = ClassOf(i.Code) is BPF_ALU64 or BPF_JMP;
        return is64 && i.Immediate < 0 ? $"{i.Immediate}" : $"0x{i.Immediate:x}";
    }
}
