using System.Runtime.InteropServices;

namespace Fairlead.Linux;

/// <summary>linux/bpf.h: bpf(2), the part that a user of maps and of cgroup programs needs.</summary>
public static class BpfConstants
{
    public const int BPF_MAP_CREATE = 0;
    public const int BPF_MAP_LOOKUP_ELEM = 1;
    public const int BPF_MAP_UPDATE_ELEM = 2;
    public const int BPF_MAP_DELETE_ELEM = 3;
    public const int BPF_MAP_GET_NEXT_KEY = 4;
    public const int BPF_PROG_LOAD = 5;
    public const int BPF_PROG_ATTACH = 8;
    public const int BPF_PROG_DETACH = 9;
    public const int BPF_PROG_TEST_RUN = 10;
    public const int BPF_PROG_GET_NEXT_ID = 11;
    public const int BPF_PROG_GET_FD_BY_ID = 13;
    public const int BPF_MAP_GET_FD_BY_ID = 14;
    public const int BPF_OBJ_GET_INFO_BY_FD = 15;
    public const int BPF_PROG_QUERY = 16;
    public const int BPF_BTF_LOAD = 18;
    public const int BPF_MAP_FREEZE = 22;
    public const int BPF_MAP_UPDATE_BATCH = 26;
    public const int BPF_LINK_CREATE = 28;
    public const int BPF_PROG_BIND_MAP = 35;

    /// <summary>BPF_PROG_ATTACH: a program of a cgroup below may stand in for this one.</summary>
    public const uint BPF_F_ALLOW_OVERRIDE = 1;

    /// <summary>BPF_PROG_ATTACH: this program runs beside others, of this cgroup and of those below.</summary>
    public const uint BPF_F_ALLOW_MULTI = 2;

    public const uint BPF_F_REPLACE = 4;

    /// <summary>BPF_PROG_QUERY: the programs of the cgroups above, too.</summary>
    public const uint BPF_F_QUERY_EFFECTIVE = 1;

    public const uint BPF_F_RDONLY = 1 << 3;
    public const uint BPF_F_WRONLY = 1 << 4;
    public const uint BPF_F_RDONLY_PROG = 1 << 7;
    public const uint BPF_F_WRONLY_PROG = 1 << 8;
    public const uint BPF_F_MMAPABLE = 1 << 10;

    public const ulong BPF_ANY = 0;
    public const ulong BPF_NOEXIST = 1;
    public const ulong BPF_EXIST = 2;

    public const uint BPF_RINGBUF_BUSY_BIT = 1u << 31;
    public const uint BPF_RINGBUF_DISCARD_BIT = 1u << 30;
    public const int BPF_RINGBUF_HDR_SZ = 8;

    public const int BPF_OBJ_NAME_LEN = 16;
    public const int BPF_TAG_SIZE = 8;
}

/// <summary>union bpf_attr: what a command reads and writes; must be zero where the command does not say.</summary>
/// <remarks>A kernel that knows less of it takes it if the rest is zero; one that knows more takes it, too.</remarks>
[StructLayout(LayoutKind.Explicit, Size = 144)]
public unsafe struct bpf_attr
{
    // BPF_MAP_CREATE
    [FieldOffset(0)] public uint map_type;
    [FieldOffset(4)] public uint key_size;
    [FieldOffset(8)] public uint value_size;
    [FieldOffset(12)] public uint max_entries;
    [FieldOffset(16)] public uint map_flags;
    [FieldOffset(28)] public fixed byte map_name[BpfConstants.BPF_OBJ_NAME_LEN];
    [FieldOffset(48)] public int btf_fd;
    [FieldOffset(52)] public uint btf_key_type_id;
    [FieldOffset(56)] public uint btf_value_type_id;

    // BPF_MAP_*_ELEM, BPF_MAP_GET_NEXT_KEY, BPF_MAP_FREEZE
    [FieldOffset(0)] public int map_fd;
    [FieldOffset(8)] public void* key;
    [FieldOffset(16)] public void* value;
    [FieldOffset(16)] public void* next_key;
    [FieldOffset(24)] public ulong flags;

    // BPF_PROG_LOAD
    [FieldOffset(0)] public uint prog_type;
    [FieldOffset(4)] public uint insn_cnt;
    [FieldOffset(8)] public void* insns;
    [FieldOffset(16)] public void* license;
    [FieldOffset(24)] public uint log_level;
    [FieldOffset(28)] public uint log_size;
    [FieldOffset(32)] public void* log_buf;
    [FieldOffset(44)] public uint prog_flags;
    [FieldOffset(48)] public fixed byte prog_name[BpfConstants.BPF_OBJ_NAME_LEN];
    [FieldOffset(68)] public uint expected_attach_type;

    // BPF_PROG_ATTACH, BPF_PROG_DETACH
    [FieldOffset(0)] public int target_fd;
    [FieldOffset(4)] public int attach_bpf_fd;
    [FieldOffset(8)] public uint attach_type;
    [FieldOffset(12)] public uint attach_flags;
    [FieldOffset(16)] public int replace_bpf_fd;

    // BPF_*_GET_NEXT_ID, BPF_*_GET_FD_BY_ID
    [FieldOffset(0)] public uint start_id;
    [FieldOffset(0)] public uint prog_id;
    [FieldOffset(0)] public uint map_id;
    [FieldOffset(4)] public uint next_id;

    // BPF_BTF_LOAD
    [FieldOffset(0)] public void* btf;
    [FieldOffset(8)] public void* btf_log_buf;
    [FieldOffset(16)] public uint btf_size;
    [FieldOffset(20)] public uint btf_log_size;
    [FieldOffset(24)] public uint btf_log_level;

    // BPF_MAP_*_BATCH, BPF_OBJ_GET_INFO_BY_FD, BPF_PROG_QUERY, BPF_PROG_TEST_RUN, BPF_PROG_BIND_MAP
    [FieldOffset(0)] public bpf_attr_batch batch;
    [FieldOffset(0)] public bpf_attr_info info;
    [FieldOffset(0)] public bpf_attr_query query;
    [FieldOffset(0)] public bpf_attr_test test;
    [FieldOffset(0)] public bpf_attr_prog_bind_map prog_bind_map;

    // BPF_LINK_CREATE: the part that all kinds of links have
    [FieldOffset(0)] public int link_create_prog_fd;
    [FieldOffset(4)] public int link_create_target_fd;
    [FieldOffset(8)] public uint link_create_attach_type;
}

/// <summary>batch of union bpf_attr.</summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct bpf_attr_batch
{
    public void* in_batch;
    public void* out_batch;
    public void* keys;
    public void* values;
    public uint count;
    public int map_fd;
    public ulong elem_flags;
    public ulong flags;
}

/// <summary>info of union bpf_attr.</summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct bpf_attr_info
{
    public int bpf_fd;
    public uint info_len;
    public void* info;
}

/// <summary>query of union bpf_attr.</summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct bpf_attr_query
{
    public int target_fd;
    public uint attach_type;
    public uint query_flags;
    public uint attach_flags;
    public uint* prog_ids;
    public uint prog_cnt;
    public uint* prog_attach_flags;
}

/// <summary>test of union bpf_attr.</summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct bpf_attr_test
{
    public int prog_fd;
    public uint retval;
    public uint data_size_in;
    public uint data_size_out;
    public void* data_in;
    public void* data_out;
    public uint repeat;
    public uint duration;
    public uint ctx_size_in;
    public uint ctx_size_out;
    public void* ctx_in;
    public void* ctx_out;
    public uint flags;
    public uint cpu;
    public uint batch_size;
}

/// <summary>prog_bind_map of union bpf_attr.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct bpf_attr_prog_bind_map
{
    public int prog_fd;
    public int map_fd;
    public uint flags;
}

/// <summary>struct bpf_prog_info: what is said of a program, and where the caller wants lists of it.</summary>
[StructLayout(LayoutKind.Explicit, Size = 232)]
public unsafe struct bpf_prog_info
{
    [FieldOffset(0)] public uint type;
    [FieldOffset(4)] public uint id;
    [FieldOffset(8)] public fixed byte tag[BpfConstants.BPF_TAG_SIZE];

    /// <summary>Nanoseconds of CLOCK_BOOTTIME.</summary>
    [FieldOffset(40)] public ulong load_time;

    [FieldOffset(48)] public uint created_by_uid;
    [FieldOffset(52)] public uint nr_map_ids;
    [FieldOffset(56)] public uint* map_ids;
    [FieldOffset(64)] public fixed byte name[BpfConstants.BPF_OBJ_NAME_LEN];

    /// <summary>Only counted while sysctl kernel.bpf_stats_enabled is on.</summary>
    [FieldOffset(192)] public ulong run_time_ns;

    [FieldOffset(200)] public ulong run_cnt;

    /// <summary>How many instructions the verifier went through, Linux 5.16.</summary>
    [FieldOffset(216)] public uint verified_insns;
}

/// <summary>struct bpf_map_info</summary>
[StructLayout(LayoutKind.Explicit, Size = 88)]
public unsafe struct bpf_map_info
{
    [FieldOffset(0)] public uint type;
    [FieldOffset(4)] public uint id;
    [FieldOffset(8)] public uint key_size;
    [FieldOffset(12)] public uint value_size;
    [FieldOffset(16)] public uint max_entries;
    [FieldOffset(20)] public uint map_flags;
    [FieldOffset(24)] public fixed byte name[BpfConstants.BPF_OBJ_NAME_LEN];
}

/// <content>bpf(2).</content>
public static unsafe partial class Libc
{
    /// <summary>Carries out a command. A descriptor that it gives is closed on exec.</summary>
    public static SysResult bpf(int command, bpf_attr* attr) =>
        Result(syscall_(SyscallNumbers.SYS_bpf, command, (nint)attr, sizeof(bpf_attr), 0, 0, 0));
}
