using Fairlead.Mirror.Frames;
using Fairlead.Mirror.Names;

namespace Fairlead.Mirror.Feed.Context;

/// <summary>A DNS message that the agent is asked to answer. There is always an answer: SERVFAIL where the agent has none.</summary>
internal sealed class RemoteQuestion : IStream
{
    private readonly FeedSession _session;
    private readonly uint _stream;
    private readonly byte[] _message;
    private readonly Action<byte[]> _answered;

    private RemoteQuestion(FeedSession session, byte[] message, Action<byte[]> answered) =>
        (_session, _stream, _message, _answered) = (session, session.NewStream(), message, answered);

    /// <summary>Asks; on the loop's thread.</summary>
    public static void Ask(FeedSession session, byte[] message, Action<byte[]> answered)
    {
        var question = new RemoteQuestion(session, message, answered);
        session.Begin(question._stream, question, link => link.Send(FrameType.Resolve, question._stream, message));
    }

    /// <inheritdoc/>
    public void Received(in FrameHeader header, ReadOnlySpan<byte> payload)
    {
        _session.Remove(_stream);
        var isAnswer = header.Type == FrameType.Resolved && payload.Length >= DnsMessage.HeaderSize;
        _answered(isAnswer ? payload.ToArray() : DnsMessage.Reply(_message, ResponseCode.ServFail, []));
    }

    /// <inheritdoc/>
    public void Abandon() => _answered(DnsMessage.Reply(_message, ResponseCode.ServFail, []));
}
