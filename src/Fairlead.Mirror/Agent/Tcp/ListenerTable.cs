using System.Buffers.Binary;
using System.Globalization;
using Fairlead.Mirror.Sockets;
using Fairlead.Rules;

namespace Fairlead.Mirror.Agent.Tcp;

/// <summary>Who listens on TCP in this network namespace: proc_pid_net(5), as it was when it was read.</summary>
internal sealed class ListenerTable
{
    private const int Listen = 0x0A;
    private readonly Dictionary<ushort, List<Address>> _addresses = [];

    /// <summary>Reads it.</summary>
    public static ListenerTable Read()
    {
        var table = new ListenerTable();
        foreach (var file in (ReadOnlySpan<string>)["/proc/thread-self/net/tcp", "/proc/thread-self/net/tcp6"])
        {
            foreach (var line in File.Exists(file) ? File.ReadLines(file).Skip(1) : [])
            {
                table.Add(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
            }
        }
        return table;
    }

    /// <summary>Whether somebody listens on one of these ports, and whether every such one can see its clients' addresses.</summary>
    public Listening Of(ushort first, ushort last)
    {
        var found = _addresses.Where(entry => entry.Key >= first && entry.Key <= last).ToList();
        return found.Count == 0 ? Listening.Nowhere
            : found.TrueForAll(entry => entry.Value.Exists(address => address.IsWildcard)) ? Listening.Everywhere
            : Listening.OnAddress;
    }

    /// <summary>
    /// Where the program is to be called for a client: on loopback only where that reaches whom the client would have
    /// reached, who listens on the wildcard address; else at the address that the client has asked.
    /// </summary>
    public Listening For(SocketName server)
    {
        var addresses = _addresses.GetValueOrDefault(server.Port, []);
        var isShadowed = addresses.Exists(address => address == server.Address || address.IsLoopback);
        var isWildcard = addresses.Exists(address => address.IsWildcard && (!address.IsV4 || server.Address.IsV4));
        return isWildcard && !isShadowed ? Listening.Everywhere : Listening.OnAddress;
    }

    /// <summary>All ports that are listened to, for people.</summary>
    public override string ToString() => _addresses.Count == 0
        ? "nothing there listens on TCP"
        : $"there, these ports are listened to: {string.Join(", ", _addresses.Keys.Order())}";

    // The second word is the local address and port, the fourth the state.
    private void Add(string[] words)
    {
        if (int.Parse(words[3], NumberStyles.HexNumber, CultureInfo.InvariantCulture) != Listen)
        {
            return;
        }
        var colon = words[1].IndexOf(':', StringComparison.Ordinal);
        var port = ushort.Parse(words[1].AsSpan(colon + 1), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        if (!_addresses.TryGetValue(port, out var addresses))
        {
            _addresses[port] = addresses = [];
        }
        addresses.Add(Read(words[1].AsSpan(0, colon)));
    }

    // Words of 32 bits as the kernel has them in memory, in network order.
    private static Address Read(ReadOnlySpan<char> hex) => hex.Length == 8
        ? Address.V4(Word(hex, 0))
        : Address.V6(((ulong)Word(hex, 0) << 32) | Word(hex, 1), ((ulong)Word(hex, 2) << 32) | Word(hex, 3)).Unmap();

    private static uint Word(ReadOnlySpan<char> hex, int index) => BinaryPrimitives.ReverseEndianness(
        uint.Parse(hex.Slice(index * 8, 8), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
}

/// <summary>Where a real program listens.</summary>
internal enum Listening
{
    /// <summary>Nobody listens on the port.</summary>
    Nowhere,

    /// <summary>On one address or several.</summary>
    OnAddress,

    /// <summary>On the wildcard address.</summary>
    Everywhere,
}
