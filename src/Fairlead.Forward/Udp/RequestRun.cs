using Fairlead.Udp;

namespace Fairlead.Forward.Udp;

/// <summary>Neighbouring datagrams of one session, which go to its backend with one call.</summary>
internal sealed class RequestRun(DatagramBatch batch)
{
    private Session? _session;
    private int _first;
    private int _end;

    /// <summary>Adds the datagram in a slot; sends those before it, if they are of another session.</summary>
    public void Add(Session session, int slot)
    {
        if (session != _session || slot != _end)
        {
            Send();
            (_session, _first) = (session, slot);
        }
        _end = slot + 1;
    }

    /// <summary>Sends what was added.</summary>
    public void Send()
    {
        _session?.Send(batch, _first, _end - _first);
        _session = null;
    }
}
