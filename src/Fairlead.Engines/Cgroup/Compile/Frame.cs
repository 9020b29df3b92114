namespace Fairlead.Engines.Cgroup.Compile;

/// <summary>The stack of a program: offsets from R10. What a log entry says stands as the entry's record from the start.</summary>
internal static class Frame
{
    /// <summary>The record of a log entry: see <see cref="DecisionRecord"/>.</summary>
    public const int Record = -DecisionRecord.Length;

    public const int Rule = Record + DecisionRecord.Rule;
    public const int Asked = Record + DecisionRecord.Asked;
    public const int AskedPort = Record + DecisionRecord.AskedPort;
    public const int Used = Record + DecisionRecord.Used;
    public const int UsedPort = Record + DecisionRecord.UsedPort;
    public const int From = Record + DecisionRecord.From;
    public const int FromPort = Record + DecisionRecord.FromPort;

    /// <summary>The key of a block, of which the key of a host is all but the prefix length.</summary>
    public const int BlockKey = Record - RuleIndex.BlockKeyLength;
    public const int HostKey = BlockKey + 4;
    public const int KeyPort = HostKey + 2;
    public const int KeyAddress = HostKey + 4;

    /// <summary>The command name of the process.</summary>
    public const int Comm = BlockKey - 16;

    /// <summary>A sockaddr_in6 or sockaddr_in for bpf_bind.</summary>
    public const int SockAddr = Comm - 32;

    /// <summary>A key of 32 bits.</summary>
    public const int Scratch = SockAddr - 8;

    /// <summary>The key of a peer: see <see cref="PeerKey"/>.</summary>
    public const int Peer = Scratch - PeerKey.Length;

    /// <summary>The value of a peer.</summary>
    public const int PeerName = Peer - PeerValue.Length;

    /// <summary>The bytes of a packet's header.</summary>
    public const int Packet = PeerName - 48;
}

/// <summary>What the programs tell of a decision: a record of the ring buffer.</summary>
internal static class DecisionRecord
{
    /// <summary>u64: process in the high half, thread in the low one.</summary>
    public const int PidTgid = 0;

    /// <summary>u32: enum bpf_attach_type of the hook.</summary>
    public const int Hook = 8;

    /// <summary>u32: the place of the rule from 0; <see cref="RuleIndex.None"/>: none.</summary>
    public const int Rule = 12;

    /// <summary>u32: IPPROTO_.</summary>
    public const int Protocol = 16;

    /// <summary>u32: the error that the program gets; 0: none yet.</summary>
    public const int Errno = 20;

    /// <summary>u32: <see cref="Cgroup.Outcome"/>.</summary>
    public const int Outcome = 24;

    /// <summary>16 bytes in network order, IPv4 v4-mapped; and u32 in host order.</summary>
    public const int Asked = 32;
    public const int AskedPort = 48;
    public const int UsedPort = 52;
    public const int Used = 56;
    public const int From = 72;
    public const int FromPort = 88;
    public const int Length = 96;
}

/// <summary>
/// Whom a socket talks to, as a key: cookie, port or protocol of the socket u64, address 16 bytes, port u32 in host order, 4 bytes of
/// zero.
/// </summary>
internal static class PeerKey
{
    public const int Owner = 0;
    public const int Address = 8;
    public const int Port = 24;
    public const int Length = 32;
}

/// <summary>What is known of a peer: an address of 16 bytes, a number of 32 bits (a port, or a rule), 4 bytes of zero.</summary>
internal static class PeerValue
{
    public const int Address = 0;
    public const int Number = 16;
    public const int Length = 24;
}

/// <summary>Whom a peer stands for: as <see cref="PeerValue"/> the client, and behind it the server that the client asked.</summary>
internal static class ClientValue
{
    public const int Address = PeerValue.Address;
    public const int Port = PeerValue.Number;
    public const int Server = PeerValue.Length;
    public const int ServerPort = Server + 16;
    public const int Length = 2 * PeerValue.Length;
}

/// <summary>What is known of a socket: the value of the map "sockets".</summary>
internal static class SocketState
{
    public const int Flags = 0;
    public const int LocalPort = 4;
    public const int Local = 8;
    public const int PeerPort = 24;
    public const int Peer = 32;

    /// <summary>The port that the kernel was given in the place of <see cref="LocalPort"/>; 0: its choice.</summary>
    public const int UsedPort = 48;

    /// <summary>The port of a bind to the wildcard address that the rules have let go on; 0: the kernel's choice.</summary>
    public const int BoundPort = 52;

    /// <summary>The interface that a rule has bound the socket to: 16 bytes.</summary>
    public const int Device = 56;

    /// <summary>The IPv4 address, in network order, at which a dual-stack socket is fed: its answers leave from there.</summary>
    public const int FedAt = 72;
    public const int Length = 80;

    /// <summary>getsockname(2) shows <see cref="Local"/>.</summary>
    public const int HidesLocal = 1;

    /// <summary>getpeername(2) shows <see cref="Peer"/>.</summary>
    public const int HidesPeer = 2;

    /// <summary><see cref="BoundPort"/> holds: the rules have seen the bind.</summary>
    public const int IsBound = 4;

    /// <summary>The peers of the socket may stand for clients: <see cref="RuleMaps.Clients"/>.</summary>
    public const int IsFed = 8;
}

/// <summary>The value of the map "in_force".</summary>
internal static class InForceValue
{
    /// <summary>u32: the number of the rule set.</summary>
    public const int Number = 0;

    /// <summary>u32: the records for which the ring buffer had no room.</summary>
    public const int Lost = 4;
    public const int Length = 8;
}
