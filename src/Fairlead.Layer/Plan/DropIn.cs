using Fairlead.Engines;
using Fairlead.Layer.Calls;
using Fairlead.Linux;
using Fairlead.Rules;
using Fairlead.Rules.Planning;

namespace Fairlead.Layer.Plan;

/// <summary>BIND_ADDR and BIND_PORT, the variables of the well-known bind.so shims, as rules.</summary>
/// <remarks>
/// <para><c>BIND_ADDR=A</c> (or <c>A4,A6</c>, one of each family) stands for <c>bind any wildcard to A</c>,
/// <c>connect any loopback allow</c> and <c>connect any any from A</c>. <c>BIND_PORT=N</c> gives wildcard binds that
/// name a port the port N; it may stand alone.</para>
/// <para>The rules are written where a blob would be, so that nothing behind this file knows of it.</para>
/// </remarks>
internal static unsafe class DropIn
{
    private const int MostRules = 4;

    private static byte* s_address, s_port;

    public static void Read()
    {
        fixed (byte* address = "BIND_ADDR"u8, port = "BIND_PORT"u8)
        {
            s_address = Imports.getenv(address);
            s_port = Imports.getenv(port);
        }
        if (s_address == null && s_port == null)
            return;
        BlobDestination v4 = default, v6 = default;
        if (s_address != null)
            ReadAddresses(&v4, &v6);
        WriteRules(&v4, &v6, s_port == null ? (ushort)0 : ReadPort());
    }

    private static void ReadAddresses(BlobDestination* v4, BlobDestination* v6)
    {
        var comma = s_address;
        while (*comma is not ((byte)',' or 0))
            comma++;
        ReadAddress(s_address, comma, v4, v6);
        if (*comma == ',')
            ReadAddress(comma + 1, comma + 1 + Bytes.Length(comma + 1), v4, v6);
    }

    private static void ReadAddress(byte* text, byte* end, BlobDestination* v4, BlobDestination* v6)
    {
        const int most = 46;
        var word = stackalloc byte[most];
        if (end - text >= most)
            Refuse();
        Bytes.Copy(word, text, (nuint)(end - text));
        word[end - text] = 0;
        if (!TryParse(word, out var address))
            Refuse();
        var destination = address.IsV4 ? v4 : v6;
        if (destination->IsPresent)
            Refuse();
        destination->IsPresent = true;
        destination->HasAddress = true;
        destination->IsV4 = address.IsV4;
        destination->High = address.High;
        destination->Low = address.Low;
    }

    private static bool TryParse(byte* text, out Address address)
    {
        sockaddr_storage storage = default;
        storage.ss_family = SocketConstants.AF_INET;
        if (Imports.inet_pton(SocketConstants.AF_INET, text, &storage.v4.sin_addr) != 1)
        {
            storage.ss_family = SocketConstants.AF_INET6;
            if (Imports.inet_pton(SocketConstants.AF_INET6, text, storage.v6.sin6_addr.s6_addr) != 1)
            {
                address = default;
                return false;
            }
        }
        _ = SocketAddress.TryRead(storage, (uint)sizeof(sockaddr_in6), out address, out _);
        address = address.Unmap();
        return !address.IsWildcard;
    }

    private static ushort ReadPort()
    {
        var number = 0;
        for (var c = s_port; *c != 0; c++)
        {
            number = *c is >= (byte)'0' and <= (byte)'9' ? (number * 10) + *c - '0' : ushort.MaxValue + 1;
            if (number > ushort.MaxValue)
                break;
        }
        if (number is 0 or > ushort.MaxValue)
            Start.Refuse("BIND_PORT"u8, s_port, "a port from 1 to 65535"u8);
        return (ushort)number;
    }

    private static void WriteRules(BlobDestination* v4, BlobDestination* v6, ushort port)
    {
        var header = InForce.Header;
        header->Rules.Offset = sizeof(BlobHeader);
        header->Length = sizeof(BlobHeader) + (MostRules * (sizeof(BlobRule) + sizeof(BlobPorts)));
        header->Traps = Traps.Bind | Traps.Listen;
        if (port != 0)
            WritePorts(Bind(v4, v6), port);
        if (v4->IsPresent || v6->IsPresent)
        {
            _ = Bind(v4, v6);
            WriteConnect(v4, v6);
            header->Traps |= Traps.Connect | Traps.FastOpen | Traps.Send;
        }
    }

    private static BlobRule* Add(Verb verb, BlobAction action)
    {
        var rule = InForce.Rule(InForce.Header->Rules.Count++);
        rule->Verb = (byte)verb;
        rule->Action = action;
        rule->Number = InForce.Count;
        rule->Mode = -1;
        return rule;
    }

    private static BlobRule* Bind(BlobDestination* v4, BlobDestination* v6)
    {
        var rule = Add(Verb.Bind, BlobAction.Steer);
        rule->Place = BlobPlace.Wildcard;
        rule->To4 = *v4;
        rule->To6 = *v6;
        return rule;
    }

    // Every port but 0: who asks for no port gets any.
    private static void WritePorts(BlobRule* rule, ushort port)
    {
        rule->Ports.Offset = sizeof(BlobHeader) + (MostRules * sizeof(BlobRule));
        rule->Ports.Count = 1;
        var ports = (BlobPorts*)InForce.At(rule->Ports);
        ports->First = 1;
        ports->Last = ushort.MaxValue;
        var any = !rule->To4.IsPresent && !rule->To6.IsPresent;
        SetPort(&rule->To4, port, any);
        SetPort(&rule->To6, port, any);
    }

    private static void SetPort(BlobDestination* destination, ushort port, bool any)
    {
        destination->IsPresent |= any;
        destination->PortChange = (byte)PortChangeKind.Set;
        destination->Port = port;
    }

    private static void WriteConnect(BlobDestination* v4, BlobDestination* v6)
    {
        Add(Verb.Connect, BlobAction.Allow)->Place = BlobPlace.Loopback;
        var rule = Add(Verb.Connect, BlobAction.Steer);
        rule->From4 = *v4;
        rule->From6 = *v6;
    }

    private static void Refuse() => Start.Refuse(
        "BIND_ADDR"u8, s_address, "an IPv4 or IPv6 address, or one of each with a comma between"u8);
}
