using Fairlead.Mirror.Frames;

namespace Fairlead.Mirror.Feed;

/// <summary>An answer of the agent that a thread waits for.</summary>
internal abstract class Answer(FrameType type)
{
    private readonly ManualResetEventSlim _known = new();
    private string? _failure;

    /// <summary>What kind of frame it is.</summary>
    public FrameType Type => type;

    /// <summary>It came.</summary>
    public void Take(ReadOnlySpan<byte> payload)
    {
        Read(payload);
        _known.Set();
    }

    /// <summary>It does not come.</summary>
    public void Fail(string why)
    {
        _failure = why;
        _known.Set();
    }

    protected abstract void Read(ReadOnlySpan<byte> payload);

    /// <exception cref="SessionException">It did not come.</exception>
    protected void Await(TimeSpan patience)
    {
        if (!_known.Wait(patience))
        {
            throw new SessionException($"the agent does not answer: it was asked {patience.TotalSeconds:0} s ago");
        }
        if (_failure is not null)
        {
            throw new SessionException(_failure);
        }
    }
}

/// <summary>An answer that is read into a value.</summary>
internal sealed class Answer<T>(FrameType type, ReadAnswer<T> read) : Answer(type)
{
    private T? _value;

    /// <summary>Waits for it.</summary>
    /// <exception cref="SessionException">It did not come.</exception>
    public T Wait(TimeSpan patience)
    {
        Await(patience);
        return _value!;
    }

    protected override void Read(ReadOnlySpan<byte> payload) => _value = read(payload);
}

/// <summary>The session cannot go on, or the agent refuses.</summary>
internal sealed class SessionException(string message) : Exception(message);
