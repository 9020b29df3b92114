namespace Fairlead.Bpf.Extended;

/// <summary>A struct of linux/bpf.h as programs see it: which loads and stores the verifier allows, and where.</summary>
/// <remarks>
/// A program never sees the kernel's own memory here: each access is one of a field, which the kernel translates. So a field
/// has sizes in which it is read or written, and some fields belong to some hooks only. Taken from the _is_valid_access
/// functions of net/core/filter.c, and compared with the kernel access by access in the tests. Limits: pointers to the packet
/// (data, data_end, data_meta), which the kernel hands out, are refused here.
/// </remarks>
public sealed class ContextLayout
{
    private const int Word = 4, Double = 8, Narrow = 1 | 2 | 4, Any = Narrow | Double;

    // By offset, the sizes of an access as bits: a size is a power of two.
    private readonly byte[] _reads, _writes;

    private ContextLayout(string name, int size)
    {
        Name = name;
        (_reads, _writes) = (new byte[size], new byte[size]);
    }

    /// <summary>BIND, CONNECT, RECVMSG, GETPEERNAME, GETSOCKNAME for IPv4: struct bpf_sock_addr.</summary>
    public static ContextLayout SockAddr4 { get; } = SockAddr(inet6: false, source: false);

    /// <summary>BIND, CONNECT, RECVMSG, GETPEERNAME, GETSOCKNAME for IPv6: struct bpf_sock_addr.</summary>
    public static ContextLayout SockAddr6 { get; } = SockAddr(inet6: true, source: false);

    /// <summary>UDP4_SENDMSG: struct bpf_sock_addr with a source address.</summary>
    public static ContextLayout SendMsg4 { get; } = SockAddr(inet6: false, source: true);

    /// <summary>UDP6_SENDMSG: struct bpf_sock_addr with a source address.</summary>
    public static ContextLayout SendMsg6 { get; } = SockAddr(inet6: true, source: true);

    /// <summary>INET_INGRESS and INET_EGRESS: struct __sk_buff.</summary>
    public static ContextLayout SkBuff { get; } = MakeSkBuff();

    /// <summary>INET_SOCK_CREATE: struct bpf_sock.</summary>
    public static ContextLayout SockCreate { get; } = MakeSockCreate();

    /// <summary>INET4_POST_BIND: struct bpf_sock with its address.</summary>
    public static ContextLayout PostBind4 { get; } =
        MakeSockHook("INET4_POST_BIND").Field(24, 28, Narrow).Field(44, 48, Word).Narrowed(44, 48);

    /// <summary>INET6_POST_BIND: struct bpf_sock with its address.</summary>
    public static ContextLayout PostBind6 { get; } =
        MakeSockHook("INET6_POST_BIND").Field(28, 44, Narrow).Field(44, 48, Word).Narrowed(44, 48);

    /// <summary>What the pointer in a context leads to: struct bpf_sock, read-only.</summary>
    internal static ContextLayout Socket { get; } = MakeSocket("struct bpf_sock").Field(8, 24, Word).Narrowed(8, 16);

    /// <summary>The same before bpf_sk_fullsock has looked at it: without type, protocol, mark and priority.</summary>
    internal static ContextLayout CommonSocket { get; } = MakeSocket("struct bpf_sock before bpf_sk_fullsock");

    /// <summary>What error texts call it.</summary>
    public string Name { get; }

    /// <summary>Its bytes.</summary>
    public int Size => _reads.Length;

    /// <summary>Where the pointer to the socket is; -1: there is none.</summary>
    public int SocketOffset { get; private init; } = -1;

    /// <summary>Whether that pointer may be null and then is of any socket, as in a packet's context.</summary>
    internal bool SocketIsCommon { get; private init; }

    /// <summary>Whether it is itself the struct bpf_sock of the hook's socket.</summary>
    internal bool IsSocket { get; private init; }

    internal bool Allows(long offset, int size, bool write) =>
        offset >= 0 && offset + size <= Size && ((write ? _writes : _reads)[offset] & size) != 0;

    private static ContextLayout SockAddr(bool inet6, bool source)
    {
        string name = $"struct bpf_sock_addr of IPv{(inet6 ? 6 : 4)}{(source ? ", SENDMSG" : "")}";
        ContextLayout layout = new(name, 72) { SocketOffset = 64 };
        layout.Field(0, 4, Word).Field(24, 28, Narrow, Word).Field(28, 40, Word).Field(64, 72, Double);
        layout = inet6 ? layout.Field(8, 24, Any, Word | Double) : layout.Field(4, 8, Narrow, Word);
        if (!source) return layout;
        return inet6 ? layout.Field(44, 60, Any, Word | Double) : layout.Field(40, 44, Narrow, Word);
    }

    private static ContextLayout MakeSkBuff() => new ContextLayout("struct __sk_buff", 192)
    {
        SocketOffset = 168,
        SocketIsCommon = true,
    }
    .Field(0, 8, Narrow).Field(8, 12, Narrow, Word).Field(12, 32, Narrow).Field(32, 36, Narrow, Word).Field(36, 48, Narrow)
    .Field(48, 68, Any, Any).Field(68, 72, Narrow).Field(84, 92, Narrow).Field(92, 132, Word).Field(132, 140, Narrow)
    .Field(152, 160, Double, Double).Field(164, 168, Narrow).Field(168, 176, Double).Field(176, 180, Narrow)
    .Field(184, 192, Double);

    private static ContextLayout MakeSockCreate() =>
        MakeSockHook("INET_SOCK_CREATE").Field(0, 4, Word, Word).Field(16, 24, Word, Word);

    // The address is of the POST_BIND hooks alone; device, mark and priority are of the others.
    private static ContextLayout MakeSockHook(string hook) =>
        new ContextLayout($"struct bpf_sock of {hook}", 80) { IsSocket = true }
        .Field(4, 16, Word).Narrowed(4, 16).Field(48, 50, Narrow).Field(48, 52, Word).Field(52, 72, Narrow)
        .Field(72, 80, Word).Narrowed(72, 80);

    private static ContextLayout MakeSocket(string name) =>
        new ContextLayout(name, 80)
        .Field(0, 8, Word).Narrowed(4, 8).Field(24, 44, Narrow).Field(44, 48, Word).Narrowed(44, 48)
        .Field(48, 50, Narrow).Field(48, 52, Word).Field(52, 72, Narrow).Field(72, 80, Word).Narrowed(72, 80);

    private ContextLayout Field(int start, int end, int reads, int writes = 0)
    {
        for (int size = 1; size <= Double; size *= 2)
        {
            for (int at = (start + size - 1) / size * size; at + size <= end; at += size)
            {
                _reads[at] |= (byte)(reads & size);
                _writes[at] |= (byte)(writes & size);
            }
        }

        return this;
    }

    /// <summary>Words whose first byte or half is read alone, but no other part.</summary>
    private ContextLayout Narrowed(int start, int end)
    {
        for (int at = start; at < end; at += Word) _reads[at] |= Narrow;
        return this;
    }
}
