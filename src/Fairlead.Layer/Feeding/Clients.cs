using System.Runtime.CompilerServices;
using Fairlead.Layer.Calls;
using Fairlead.Layer.Log;
using Fairlead.Layer.Sockets;
using Fairlead.Rules;
using static Fairlead.Linux.FcntlConstants;

namespace Fairlead.Layer.Feeding;

/// <summary>The clients behind the feeder's relays, as sockets of this process show them: <see cref="ClientTable"/>.</summary>
/// <remarks>
/// The table is mapped before main, by the path in FAIRLEAD_CLIENTS, and needs no descriptor from then on: a program may close all
/// of them. What it starts maps it again; once the feeder has ended the file is gone, which is said, and peers are shown as they
/// are. A peer that is in no table is shown as it is, too.
/// </remarks>
internal static unsafe class Clients
{
    private const int PROT_READ = 1, MAP_SHARED = 1;

    private static byte* s_table;

    /// <summary>Whether anybody feeds this program.</summary>
    public static bool AreNamed => s_table != null;

    /// <summary>Maps the table, before main.</summary>
    public static void Open()
    {
        var path = Imports.getenv(Bytes.At("FAIRLEAD_CLIENTS"u8));
        if (path == null)
            return;
        var file = OwnFile.Open(path, O_RDONLY | O_CLOEXEC);
        var table = file < 0 ? -1 : Next.syscall(SystemCall.SYS_mmap, 0, ClientTable.Length, PROT_READ, MAP_SHARED, file, 0);
        if (file >= 0)
            OwnFile.Close(file);
        if (table != -1 && *(ulong*)table == ClientTable.Magic)
            s_table = (byte*)table;
        else
            Report(path);
    }

    /// <summary>Puts the client in the place of the relay; false: the peer is nobody's relay, or a name of this family cannot show it.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static bool Show(Protocol protocol, SocketName* peer)
    {
        FedFlow flow;
        var relay = *peer;
        if (!TryFind(protocol, peer, &flow) || !FedName.TryWrite(flow.Client, peer))
            return false;
        if (protocol == Protocol.Udp)
            HiddenNames.NoteRelay(peer, &relay);
        return true;
    }

    /// <summary>Puts the client in the place of a socket's peer.</summary>
    public static bool ShowPeer(int fd, SocketName* peer) =>
        AreNamed && Show(new SocketFacts(fd).Protocol, peer);

    /// <summary>Puts the server that the client asked in the place of a socket's own name.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static bool ShowServer(int fd, SocketName* name)
    {
        FedFlow flow;
        SocketName peer;
        return AreNamed && SocketName.TryRead(fd, isPeer: true, &peer)
            && TryFind(new SocketFacts(fd).Protocol, &peer, &flow)
            && FedName.TryWrite(flow.Server, name);
    }

    /// <summary>Finds the flow of UDP whose client this is, for a socket that shows what it asked for.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static bool TryFindClient(int fd, SocketName* client, FedFlow* flow)
    {
        SocketName own;
        flow->Client = FedName.Read(client);
        flow->Protocol = (uint)Protocol.Udp;
        return ClientTable.TryFindByClient(s_table, flow, 0) && new SocketFacts(fd).Protocol == Protocol.Udp
            && SocketName.TryRead(fd, isPeer: false, &own) && HiddenNames.FindLocal(fd, &own)
            && TryChoose(client, flow, own.Port);
    }

    // Of several flows of one client, that of the port that the socket serves, and of those the one that came last.
    private static bool TryChoose(SocketName* client, FedFlow* flow, uint port)
    {
        FedFlow last = default;
        SocketName relay;
        var isNoted = HiddenNames.TryFindRelay(client, &relay) && TryFind(Protocol.Udp, &relay, &last) && last.Client.Is(flow->Client);
        if (isNoted && last.Server.Port == port)
            *flow = last;
        else if (!ClientTable.TryFindByClient(s_table, flow, port))
            return false;
        else if (isNoted && flow->Server.Port != port)
            *flow = last;
        return true;
    }

    private static bool TryFind(Protocol protocol, SocketName* peer, FedFlow* flow)
    {
        flow->Relay = FedName.Read(peer);
        flow->Protocol = (uint)protocol;
        return FedName.IsInet(peer) && ClientTable.TryFindByRelay(s_table, flow);
    }

    private static void Report(byte* path)
    {
        LogLine line = default;
        line.Begin("FAIRLEAD_CLIENTS"u8);
        line.Add(": "u8);
        line.AddStart(path);
        line.Add(" cannot be read: who feeds this program has ended, and peers are shown as they are"u8);
        line.WriteTo(2);
    }
}
