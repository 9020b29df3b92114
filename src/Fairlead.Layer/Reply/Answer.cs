using Fairlead.Engines;
using Fairlead.Layer.Calls;
using Fairlead.Layer.Sockets;
using Fairlead.Linux;

namespace Fairlead.Layer.Reply;

/// <summary>A datagram to a peer that has asked: it leaves from the address that was asked, unless the program chose another.</summary>
internal static unsafe class Answer
{
    public static Verdict Send(int fd, msghdr* message, int flags)
    {
        Peer peer;
        var known = Find(fd, message, &peer);
        if (known == Known.Nothing)
            return Verdict.Pass(PassReason.NoSource);
        var sent = SourceControl.Send(fd, message, &peer.Asked, (known & Known.IsInet6) != 0, flags);
        if (sent >= 0 || !IsGone(Socket.Last))
            return Verdict.Native(sent);
        peer.Asked = default;
        peer.IsAnswered = false;
        Peers.Note(&peer);
        return Verdict.Pass(PassReason.NoSource);
    }

    /// <summary>The peer of a message that is an answer, and its socket; Nothing: it is left alone.</summary>
    public static Known Find(int fd, msghdr* message, Peer* peer) =>
        WildcardSocket.Answers(fd, out var known)
            && Peer.TryRead(peer, message->msg_name, message->msg_namelen, known)
            && Peers.TryFind(peer)
            && peer->IsAnswered
            && SourceControl.IsFree(message)
                ? known
                : Known.Nothing;

    // This host has lost the address, or never had it: it was broadcast to, or another's that a router sent here.
    private static bool IsGone(Errno errno) =>
        errno is Errno.EINVAL or Errno.EADDRNOTAVAIL or Errno.ENODEV or Errno.ENETUNREACH or Errno.EHOSTUNREACH;
}
