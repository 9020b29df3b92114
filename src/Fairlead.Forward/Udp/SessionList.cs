namespace Fairlead.Forward.Udp;

/// <summary>Sessions that may have to make room for new ones, the longest unused first.</summary>
internal sealed class SessionList
{
    private Session? _last;

    public Session? First { get; private set; }

    public void Remove(Session session)
    {
        if (!session.IsListed)
        {
            return;
        }
        (First, _last) = (First == session ? session.Later : First, _last == session ? session.Earlier : _last);
        if (session.Earlier is { } earlier)
        {
            earlier.Later = session.Later;
        }
        if (session.Later is { } later)
        {
            later.Earlier = session.Earlier;
        }
        (session.Earlier, session.Later, session.IsListed) = (null, null, false);
    }

    /// <summary>Puts a session at the end, wherever it was: it was used just now.</summary>
    public void Touch(Session session)
    {
        if (session != _last)
        {
            Remove(session);
            Add(session);
        }
    }

    private void Add(Session session)
    {
        (session.Earlier, session.Later, session.IsListed) = (_last, null, true);
        if (_last is null)
        {
            First = session;
        }
        else
        {
            _last.Later = session;
        }
        _last = session;
    }
}
