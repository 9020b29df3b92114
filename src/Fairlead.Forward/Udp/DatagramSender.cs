using Fairlead.Forward.Statistics;
using Fairlead.Linux;
using Fairlead.Udp;

namespace Fairlead.Forward.Udp;

/// <summary>Sends slots of a batch, whatever happens to one of them, and counts.</summary>
/// <remarks>
/// sendmmsg(2) stops at the first datagram that fails, and does not say why; sending from that one on does. The error may
/// be that of an earlier datagram: what ICMP brings back (nobody listens there, the path's MTU is smaller) waits at the
/// socket and is told once, to whichever call comes next. So a datagram that fails is sent a second time; if that goes, an
/// earlier one was meant. Where the kernel cannot cut a joined payload (EIO and EINVAL: the interface cannot; EMSGSIZE: a
/// part exceeds the path's MTU), the parts are sent one by one, and fragmented as usual.
/// </remarks>
internal static class DatagramSender
{
    public static void Send(DatagramBatch batch, int socket, int first, int count, Counters counters, bool isReply)
    {
        var failed = Errno.None;
        for (var end = first + count; first < end;)
        {
            var sent = batch.Send(socket, first, end - first);
            if (!sent.Ok && failed == Errno.None && !IsFull(sent.Errno))
            {
                failed = sent.Errno;
                continue;
            }
            if (sent.Ok)
            {
                CountEarlier(failed, counters);
                Count(batch, first, sent.Int, counters, isReply);
            }
            else
            {
                Fail(batch, socket, first, sent.Errno, counters, isReply);
            }
            first += sent.Ok ? sent.Int : 1;
            failed = Errno.None;
        }
    }

    // That there is no room is true of this datagram, and of the next moment too.
    private static bool IsFull(Errno errno) => errno is Errno.EAGAIN or Errno.ENOBUFS or Errno.ENOMEM;

    private static void CountEarlier(Errno errno, Counters counters)
    {
        if (errno != Errno.None)
        {
            counters.Dropped(Reason(errno));
        }
    }

    private static void Fail(DatagramBatch batch, int socket, int slot, Errno errno, Counters counters, bool isReply)
    {
        var datagram = batch[slot];
        if (datagram.SegmentSize > 0 && errno is (Errno.EIO or Errno.EINVAL or Errno.EMSGSIZE))
        {
            SendParts(batch, socket, slot, counters, isReply);
            return;
        }
        counters.Dropped(Reason(errno), datagram.Count);
    }

    private static void SendParts(DatagramBatch batch, int socket, int slot, Counters counters, bool isReply)
    {
        var joined = batch[slot];
        var (size, length) = (joined.SegmentSize, joined.Length);
        joined.DropSegmentSize();
        for (var at = 0; at < length; at += size)
        {
            joined.Length = Math.Min(size, length - at);
            Send(batch, socket, slot, 1, counters, isReply);
            joined.Skip(joined.Length);
        }
    }

    private static void Count(DatagramBatch batch, int first, int count, Counters counters, bool isReply)
    {
        long datagrams = 0, bytes = 0;
        for (var slot = first; slot < first + count; slot++)
        {
            datagrams += batch[slot].Count;
            bytes += batch[slot].Length;
        }
        if (isReply)
        {
            counters.Returned(datagrams, bytes);
        }
        else
        {
            counters.Forwarded(datagrams, bytes);
        }
    }

    /// <summary>Why a datagram is lost of which the kernel told this error, at once or by a word of ICMP.</summary>
    public static DropReason Reason(Errno errno) => errno switch
    {
        _ when IsFull(errno) => DropReason.SendBuffer,
        Errno.EMSGSIZE => DropReason.TooLong,
        Errno.ECONNREFUSED or Errno.EHOSTUNREACH or Errno.ENETUNREACH or Errno.ENOPROTOOPT or Errno.EHOSTDOWN
            or Errno.ENONET => DropReason.Unreachable,
        _ => DropReason.SendError,
    };
}
