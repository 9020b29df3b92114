using Fairlead.Layer.Calls;
using Fairlead.Rules;
using Fairlead.Rules.Planning;

namespace Fairlead.Layer.Plan;

/// <summary>BIND_ADDR and BIND_PORT, the variables of the well-known bind.so shims, as rules.</summary>
/// <remarks>
/// <para><c>BIND_ADDR=A</c> (or <c>A4,A6</c>, one of each family) stands for <c>bind any wildcard to A</c>,
/// <c>connect any loopback allow</c> and <c>connect any any from A</c>. <c>BIND_PORT=N</c> gives wildcard binds that
/// name a port the port N; it may stand alone.</para>
/// <para>As with other shims, a program that binds a socket to an address of its own choice keeps it, and connects from
/// there (<see cref="LeavesAlone"/>). A `from` of the rule language fails that connection.</para>
/// <para>The rules are written where a blob would be; what their number is (<see cref="RuleNumber"/>) tells them apart.</para>
/// </remarks>
internal static unsafe class DropIn
{
    /// <summary>What the log has for the number of such a rule, which the user did not write.</summary>
    public const int RuleNumber = -1;

    private const int MostRules = 4;

    public static void Read()
    {
        byte* addresses = Imports.getenv(Bytes.At("BIND_ADDR"u8)), port = Imports.getenv(Bytes.At("BIND_PORT"u8));
        if (addresses == null && port == null)
            return;
        BlobDestination v4 = default, v6 = default;
        if (addresses != null)
            DropInValues.ReadAddresses(addresses, &v4, &v6);
        WriteRules(&v4, &v6, port == null ? (ushort)0 : DropInValues.ReadPort(port));
    }

    /// <summary>Whether a socket that is bound to this address keeps it, whatever source the rule has.</summary>
    public static bool LeavesAlone(BlobRule* rule, Address local) => rule->Number == RuleNumber && !local.IsWildcard;

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
        rule->Number = RuleNumber;
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
}
