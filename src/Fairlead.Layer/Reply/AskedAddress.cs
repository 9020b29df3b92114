using System.Runtime.CompilerServices;
using Fairlead.Layer.Log;
using Fairlead.Layer.Plan;
using Fairlead.Layer.Sockets;
using Fairlead.Linux;
using Fairlead.Rules;

namespace Fairlead.Layer.Reply;

/// <summary>The address that a received datagram was sent to: it is noted under the peer, with what the rules say.</summary>
internal static unsafe class AskedAddress
{
    /// <summary>Notes it. A name that was cut off, as there was less room for it, is nobody's; nor is one of the error queue.</summary>
    /// <param name="known">The socket.</param>
    /// <param name="message">The datagram.</param>
    /// <param name="room">The bytes that were there for its name.</param>
    /// <param name="said">The control message that says the address; null: there was none.</param>
    public static void Note(Known known, msghdr* message, uint room, cmsghdr* said)
    {
        Peer peer;
        if (said == null || message->msg_name == null || message->msg_namelen > room
            || (message->msg_flags & SocketConstants.MSG_ERRQUEUE) != 0
            || !Peer.TryRead(&peer, message->msg_name, message->msg_namelen, known))
        {
            return;
        }
        var isV4 = said->cmsg_level == InConstants.IPPROTO_IP;
        if (said->cmsg_len < (nuint)(sizeof(cmsghdr) + (isV4 ? sizeof(sockaddr_in) : sizeof(sockaddr_in6))))
            return;
        var asked = isV4 ? NetworkAddress.Of((sockaddr_in*)(said + 1)) : NetworkAddress.Of((sockaddr_in6*)(said + 1));
        if (!Peers.TryFind(&peer) || peer.Asked.Low != asked.Low || peer.Asked.High != asked.High)
            Decide(known, &peer, asked);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Decide(Known known, Peer* peer, NetworkAddress asked)
    {
        if (!asked.IsOneHost)
            return;
        var socket = new SocketFacts((known & Known.IsInet6) != 0, false, Protocol.Udp);
        var port = (ushort)(known & Known.Port);
        var address = asked.ToAddress();
        var decision = Selection.Decide(Verb.Reply, ref socket, address, port);
        peer->Asked = asked;
        peer->IsAnswered = decision.Rule != null;
        Peers.Note(peer);
        if (peer->IsAnswered)
            DecisionLog.Report("reply"u8, ref socket, address, port, ref decision, Errno.None);
    }
}
