using System.Text;

namespace Fairlead.Bpf.Extended;

/// <summary>What a program that <see cref="Interpreter"/> runs hears from its kernel, and what it told it.</summary>
public sealed class KernelAnswers
{
    private const int CommLength = 15;

    /// <summary>The process that bpf_get_current_pid_tgid names.</summary>
    public uint Process { get; set; }

    /// <summary>The thread that bpf_get_current_pid_tgid names.</summary>
    public uint Thread { get; set; }

    /// <summary>What bpf_get_current_comm names; 15 bytes of it are kept.</summary>
    public string Comm
    {
        get => Encoding.UTF8.GetString(CommBytes);
        set => CommBytes = [.. Encoding.UTF8.GetBytes(value).Take(CommLength)];
    }

    /// <summary>The answer of bpf_get_socket_cookie.</summary>
    public ulong Cookie { get; set; }

    /// <summary>What bpf_skb_load_bytes reads: from the network header on.</summary>
    public byte[] Packet { get; set; } = [];

    /// <summary>The struct bpf_sock, 80 bytes, that the context points to; null: there is none.</summary>
    /// <remarks>The array is the socket's identity: socket storage belongs to it.</remarks>
    public byte[]? Socket { get; set; }

    /// <summary>Whether bpf_sk_fullsock gives the socket, not null as for one of a connection that is opening or over.</summary>
    public bool SocketIsFull { get; set; } = true;

    /// <summary>Answers bpf_setsockopt: 0, or a negated errno.</summary>
    public Func<SetSockOptCall, int> SetSockOpt { get; set; } = _ => 0;

    /// <summary>Answers bpf_bind to the bytes of a sockaddr: 0, or a negated errno.</summary>
    public Func<byte[], int> Bind { get; set; } = _ => 0;

    /// <summary>The calls of bpf_setsockopt.</summary>
    public List<SetSockOptCall> SetSockOptCalls { get; } = [];

    /// <summary>The sockaddrs that bpf_bind got.</summary>
    public List<byte[]> BindCalls { get; } = [];

    /// <summary>What bpf_set_retval was last called with; null: it was not called.</summary>
    public int? Retval { get; set; }

    internal byte[] CommBytes { get; private set; } = [];
}

/// <summary>A call of bpf_setsockopt.</summary>
/// <param name="Level">SOL_SOCKET, ...</param>
/// <param name="Name">SO_MARK, ...</param>
/// <param name="Value">The bytes of the value.</param>
public sealed record SetSockOptCall(int Level, int Name, byte[] Value);
