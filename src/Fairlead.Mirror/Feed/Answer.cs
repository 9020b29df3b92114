using Fairlead.Mirror.Frames;

namespace Fairlead.Mirror.Feed;

/// <summary>An answer of the agent that a thread waits for.</summary>
internal abstract class Answer(FrameType type)
{
    /// <summary>What kind of frame it is.</summary>
    public FrameType Type => type;

    /// <summary>It came.</summary>
    public abstract void Take(ReadOnlySpan<byte> payload);

    /// <summary>It does not come.</summary>
    public abstract void Fail(string why);
}

/// <summary>An answer that is read into a value.</summary>
internal sealed class Answer<T>(FrameType type, ReadAnswer<T> read) : Answer(type)
{
    private readonly TaskCompletionSource<T> _value = new();

    /// <inheritdoc/>
    public override void Take(ReadOnlySpan<byte> payload) => _value.TrySetResult(read(payload));

    /// <inheritdoc/>
    public override void Fail(string why) => _value.TrySetException(new SessionException(why));

    /// <summary>Waits for it.</summary>
    /// <exception cref="SessionException">It did not come.</exception>
    public T Wait(TimeSpan patience) => ((IAsyncResult)_value.Task).AsyncWaitHandle.WaitOne(patience)
        ? _value.Task.GetAwaiter().GetResult()
        : throw new SessionException($"the agent does not answer: it was asked {patience.TotalSeconds:0} s ago");
}

/// <summary>The session cannot go on, or the agent refuses.</summary>
internal sealed class SessionException(string message) : Exception(message);
