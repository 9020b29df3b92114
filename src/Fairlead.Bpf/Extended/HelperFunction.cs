namespace Fairlead.Bpf.Extended;

/// <summary>enum bpf_func_id of linux/bpf.h: the functions of the kernel that programs call, bpf-helpers(7).</summary>
public enum HelperFunction
{
    /// <summary>void *bpf_map_lookup_elem(map, key)</summary>
    MapLookup = 1,

    /// <summary>long bpf_map_update_elem(map, key, value, flags)</summary>
    MapUpdate = 2,

    /// <summary>long bpf_map_delete_elem(map, key)</summary>
    MapDelete = 3,

    /// <summary>u64 bpf_get_current_pid_tgid(void): the process in the high half, the thread in the low one.</summary>
    GetCurrentPidTgid = 14,

    /// <summary>long bpf_get_current_comm(buffer, size)</summary>
    GetCurrentComm = 16,

    /// <summary>long bpf_skb_load_bytes(skb, offset, to, length)</summary>
    SkbLoadBytes = 26,

    /// <summary>u64 bpf_get_socket_cookie(ctx)</summary>
    GetSocketCookie = 46,

    /// <summary>long bpf_setsockopt(ctx, level, name, value, length): 0 or a negated errno.</summary>
    SetSockOpt = 49,

    /// <summary>long bpf_bind(ctx, sockaddr, length), for connect hooks: 0 or a negated errno.</summary>
    Bind = 64,

    /// <summary>int bpf_sk_release(sk): gives back a socket that a map lent.</summary>
    SkRelease = 86,

    /// <summary>struct bpf_sock *bpf_sk_fullsock(sk)</summary>
    SkFullSock = 95,

    /// <summary>void *bpf_sk_storage_get(map, sk, value, flags)</summary>
    SkStorageGet = 107,

    /// <summary>long bpf_sk_storage_delete(map, sk)</summary>
    SkStorageDelete = 108,

    /// <summary>long bpf_sk_assign(ctx, sk, flags), for socket lookups: 0 or a negated errno.</summary>
    SkAssign = 124,

    /// <summary>long bpf_ringbuf_output(ringbuf, data, size, flags)</summary>
    RingBufOutput = 130,

    /// <summary>int bpf_set_retval(retval): what the system call returns; needs Linux 5.18.</summary>
    SetRetval = 187,
}
