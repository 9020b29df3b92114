using System.Buffers;
using Fairlead.Linux;
using Fairlead.Mirror.Agent.Files;
using Fairlead.Mirror.Frames;

namespace Fairlead.Mirror.Feed.Files;

/// <summary>The target's files, which the agent is asked for. Questions to an agent that is gone fail with ENOTCONN.</summary>
internal sealed class RemoteFiles(FeedSession session) : IFileSource
{
    private readonly Dictionary<uint, Waiting> _waiting = [];
    private bool _isOver;

    /// <summary>Says which files the session is about. From another thread than the loop's.</summary>
    /// <exception cref="SessionException">The agent refuses.</exception>
    public void Begin(FilePatternMessage[] patterns, TimeSpan patience) =>
        AskAndWait(new FileMessage(FileCall.Begin, "/", Patterns: patterns), patience);

    /// <summary>st_mode of a file of the target; 0: there is none, or it cannot be asked for. From another thread than the loop's.</summary>
    /// <exception cref="SessionException">The agent does not answer.</exception>
    public uint Mode(string path, TimeSpan patience) => AskAndWait(new FileMessage(FileCall.Stat, path), patience).Mode;

    /// <inheritdoc/>
    public void Ask(FileMessage question, ReadOnlySpan<byte> data, FileCaller caller, FileThen then)
    {
        if (_isOver)
        {
            then(new FileAnswer(Errno.ENOTCONN, 0, []));
            return;
        }
        var stream = session.NewStream();
        _waiting[stream] = new Waiting(then);
        session.Link.Send(FrameType.AskFile, stream, question, Messages.Default.FileMessage);
        for (var at = 0; at < data.Length; at += FrameHeader.MostPayload)
        {
            session.Link.Send(FrameType.Data, stream, data.Slice(at, Math.Min(FrameHeader.MostPayload, data.Length - at)));
        }
    }

    /// <summary>Takes a frame, if it belongs to a question.</summary>
    public bool Take(in FrameHeader header, ReadOnlySpan<byte> payload)
    {
        if (!_waiting.TryGetValue(header.Stream, out var waiting))
        {
            return false;
        }
        if (header.Type == FrameType.FileAnswer)
        {
            waiting.Begin(Link.Read(payload, Messages.Default.FileAnswerMessage));
        }
        else if (header.Type != FrameType.Data || !waiting.TryAdd(payload))
        {
            throw new ProtocolException($"the agent sent {header.Type} where the bytes of a file were to come");
        }
        if (waiting.IsWhole)
        {
            _waiting.Remove(header.Stream);
            waiting.End();
        }
        return true;
    }

    /// <summary>The agent is gone.</summary>
    public void Fail()
    {
        _isOver = true;
        foreach (var waiting in _waiting.Values.ToArray())
        {
            waiting.Fail();
        }
        _waiting.Clear();
    }

    private FileAnswerMessage AskAndWait(FileMessage question, TimeSpan patience)
    {
        var stream = session.NewStream();
        return session.Ask(
            stream, link => link.Send(FrameType.AskFile, stream, question, Messages.Default.FileMessage),
            FrameType.FileAnswer, payload => Link.Read(payload, Messages.Default.FileAnswerMessage), patience);
    }

    private sealed class Waiting(FileThen then)
    {
        private const int Most = 1 << 28;
        private FileAnswerMessage? _answer;
        private byte[] _bytes = [];
        private int _filled;

        public bool IsWhole => _answer is not null && _filled == _answer.Length;

        public void Begin(FileAnswerMessage answer)
        {
            if (_answer is not null || answer.Length is < 0 or > Most)
            {
                throw new ProtocolException("the agent sent an answer about a file that nobody asked for, or that is too long");
            }
            _answer = answer;
            _bytes = answer.Length == 0 ? [] : ArrayPool<byte>.Shared.Rent(answer.Length);
        }

        public bool TryAdd(ReadOnlySpan<byte> bytes)
        {
            if (_answer is null || bytes.Length > _answer.Length - _filled)
            {
                return false;
            }
            bytes.CopyTo(_bytes.AsSpan(_filled));
            _filled += bytes.Length;
            return true;
        }

        public void End()
        {
            then(new FileAnswer((Errno)_answer!.Errno, _answer.Handle, _bytes.AsSpan(0, _filled)));
            if (_bytes.Length > 0)
            {
                ArrayPool<byte>.Shared.Return(_bytes);
            }
        }

        public void Fail() => then(new FileAnswer(Errno.ENOTCONN, 0, []));
    }
}
