using System.Buffers;
using Fairlead.Forward.Loop;
using Fairlead.Linux;
using Fairlead.Mirror.Agent.Http;
using static Fairlead.Linux.epoll_event;
using static Fairlead.Linux.SocketConstants;

namespace Fairlead.Mirror.Agent.Tcp;

/// <summary>Looks at the first request of a connection, without taking it, and says which filter wants it.</summary>
/// <remarks>
/// <para>Goal. The connection can go anywhere afterwards: what the client sent stays in its socket (MSG_PEEK).</para>
/// <para>Order of events. Whenever the client has sent something, all of it is judged again, until it matches a filter or differs
/// from all. A client that does not get so far in <see cref="Patience"/>, as it waits for the server to speak, is undecided.</para>
/// <para>HTTP/2. Many clients (those of gRPC) ask nothing before the server has sent SETTINGS. One that has sent its own and
/// then nothing for a tick gets SETTINGS that change nothing, and may take its time. What it acknowledges is cut out again, as
/// whoever serves it has not asked: the bytes ahead of that are taken from the socket, and go ahead of what is left
/// there. So the server's SETTINGS are the second ones that the client sees, which is as good as the first.</para>
/// <para>Limits. The first request decides for all of the connection. A head of more than <see cref="Most"/> bytes differs.</para>
/// </remarks>
/// <param name="loop">The loop.</param>
/// <param name="socket">The client's socket.</param>
/// <param name="filters">In their order: the first that matches has the connection.</param>
/// <param name="chosen">Told once.</param>
internal sealed class RequestChoice(EventLoop loop, int socket, RequestFilter[] filters, Action<Choice> chosen) : Timed, IReady
{
    /// <summary>Why nobody has a connection: it is TLS.</summary>
    public const string Tls = "tls";

    /// <summary>Why nobody has a connection: its client did not say enough.</summary>
    public const string Undecided = "undecided";

    private const int Most = 64 << 10;
    private const int Patience = 2000;
    private const int Tick = 250;
    private long _since = loop.Now;
    private int _cut = -1;
    private bool _awaits;
    private bool _hasSpoken;
    private bool _isOver;

    /// <summary>Begins to look.</summary>
    public void Begin()
    {
        LinuxException.ThrowIf(loop.Add(socket, EPOLLIN | EPOLLRDHUP | EPOLLET, this), "epoll_ctl");
        loop.Timers.Set(this, loop.Now + Tick);
    }

    /// <inheritdoc/>
    public void Ready(uint events)
    {
        var room = ArrayPool<byte>.Shared.Rent(Most);
        var got = Libc.recv(socket, room.AsSpan(0, Most), MSG_PEEK);
        var length = Math.Max(0, got.Int);
        Look(room.AsSpan(0, length), hasEnded: length == Most || (events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0);
        ArrayPool<byte>.Shared.Return(room);
    }

    /// <inheritdoc/>
    internal override void Expire()
    {
        if (_isOver)
        {
            return;
        }
        if (_awaits)
        {
            Speak();
        }
        else if (loop.Now - _since >= Patience)
        {
            Decide(-1, Undecided);
            return;
        }
        loop.Timers.Set(this, loop.Now + Tick);
    }

    private void Look(ReadOnlySpan<byte> head, bool hasEnded)
    {
        var judgement = Judge(head, out var filter);
        _cut = _hasSpoken ? Http2Frames.FindAcknowledgement(head) : -1;
        var isClean = !_hasSpoken || _cut >= 0;
        _awaits = judgement == Judgement.AwaitsServer && isClean;
        if (judgement == Judgement.IsTls)
        {
            Decide(-1, Tls);
        }
        else if (hasEnded || (isClean && judgement is (Judgement.Matches or Judgement.Differs)))
        {
            Decide(judgement == Judgement.Matches ? filter : -1, null);
        }
    }

    private Judgement Judge(ReadOnlySpan<byte> head, out int filter)
    {
        for (filter = 0; filter < filters.Length; filter++)
        {
            var judgement = filters[filter].Judge(head);
            if (judgement != Judgement.Differs)
            {
                return judgement;
            }
        }
        return Judgement.Differs;
    }

    private void Speak()
    {
        _since = loop.Now;
        if (!_hasSpoken)
        {
            _hasSpoken = Libc.write(socket, Http2Frames.EmptySettings).Ok;
            _awaits = false;
        }
    }

    private void Decide(int filter, string? reason)
    {
        _isOver = true;
        loop.Timers.Cancel(this);
        loop.Remove(socket);
        chosen(new Choice(filter, reason, _cut < 0 ? [] : TakeAhead()));
    }

    private byte[] TakeAhead()
    {
        var taken = new byte[_cut + Http2Frame.HeaderSize];
        _ = Libc.recv(socket, taken, 0);
        return taken[.._cut];
    }
}

/// <summary>Who has a connection.</summary>
/// <param name="Filter">The filter that wants it; -1: none does.</param>
/// <param name="Reason">Why it could not be read; null: it could.</param>
/// <param name="Ahead">What was taken from the socket already.</param>
internal readonly record struct Choice(int Filter, string? Reason, byte[] Ahead);
