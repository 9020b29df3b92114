using Fairlead.Forward.Loop;
using Fairlead.Linux;
using Fairlead.Mirror.Names;

namespace Fairlead.Mirror.Agent.Context;

/// <summary>One message that is asked of all name servers in turn, until one answers.</summary>
/// <remarks>
/// Order of events: the servers are asked one after the other, and then all over again, as resolv.conf(5) says. Who was
/// asked may answer until the end. A server that cannot is not asked again, and its answer counts only if no other has one.
/// </remarks>
internal sealed class NameInquiry : Timed
{
    /// <summary>Less than who asks waits for us, so that the next server has its turn in time.</summary>
    private const int MostPatience = 2000;

    private readonly EventLoop _loop;
    private readonly ResolverSettings _settings;
    private readonly Action<byte[]?> _answered;
    private readonly ServerExchange?[] _exchanges;
    private int _tries;
    private byte[]? _failure;
    private bool _isOver;

    /// <param name="loop">The loop.</param>
    /// <param name="settings">Who is asked.</param>
    /// <param name="message">What; the id is replaced.</param>
    /// <param name="answered">Takes the answer; null: nobody answers.</param>
    public NameInquiry(EventLoop loop, ResolverSettings settings, byte[] message, Action<byte[]?> answered)
    {
        (_loop, _settings, _answered) = (loop, settings, answered);
        var query = (byte[])message.Clone();
        LinuxException.Check(Libc.getrandom(query.AsSpan(0, sizeof(ushort)), 0), "getrandom");
        _exchanges = new ServerExchange?[settings.Servers.Length];
        for (var i = 0; i < _exchanges.Length; i++)
        {
            var number = i;
            _exchanges[i] = new ServerExchange(loop, settings.Servers[i], query, answer => Take(number, answer));
        }
    }

    /// <summary>Begins.</summary>
    public void Begin() => AskNext();

    /// <inheritdoc/>
    internal override void Expire() => AskNext();

    private void AskNext()
    {
        while (!_isOver && _tries < _exchanges.Length * _settings.Attempts)
        {
            var number = _tries++ % _exchanges.Length;
            if (_exchanges[number] is { } exchange)
            {
                // First, as who cannot be asked says so at once.
                _loop.Timers.Set(this, _loop.Now + Math.Min(_settings.Seconds * 1000, MostPatience));
                exchange.Ask();
                return;
            }
        }
        Finish(_failure);
    }

    private void Take(int number, byte[]? answer)
    {
        if (answer is not null
            && DnsMessage.Code(answer) is not (ResponseCode.ServFail or ResponseCode.NotImp or ResponseCode.Refused))
        {
            Finish(answer);
            return;
        }
        _failure = answer ?? _failure;
        _exchanges[number] = null;
        if (Array.TrueForAll(_exchanges, exchange => exchange is null))
        {
            Finish(_failure);
        }
        else if (!_isOver)
        {
            _loop.Timers.Cancel(this);
            AskNext();
        }
    }

    private void Finish(byte[]? answer)
    {
        if (_isOver)
        {
            return;
        }
        _isOver = true;
        _loop.Timers.Cancel(this);
        Array.ForEach(_exchanges, exchange => exchange?.Close());
        _answered(answer);
    }
}
