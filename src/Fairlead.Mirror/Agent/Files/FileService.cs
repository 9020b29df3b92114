using Fairlead.Linux;
using Fairlead.Mirror.Frames;
using Fairlead.Rules.Mirroring;

namespace Fairlead.Mirror.Agent.Files;

/// <summary>Answers what the feeder asks of the target's files. Their thread is another one than the loop's.</summary>
/// <remarks>
/// Order of events. The first question says the patterns, and opens the target's root; each other one goes to the thread, which
/// has the rights of the target's process, and the answer comes back to the loop: a message, and bytes in frames of data.
/// </remarks>
internal sealed class FileService(AgentSession session, int pid) : IDisposable
{
    private FileCalls? _calls;
    private FileWorker? _worker;

    /// <summary>Takes a question.</summary>
    public void Ask(uint stream, FileMessage question)
    {
        if (question.Call == FileCall.Begin)
        {
            Begin(stream, question);
        }
        else if (_worker is null)
        {
            throw new ProtocolException("the feeder asked for a file before it said which ones it wants");
        }
        else if (question is { Call: FileCall.Write, Length: > 0 })
        {
            session.Add(stream, new FileUpload(this, stream, question));
        }
        else
        {
            Do(stream, question, []);
        }
    }

    /// <summary>Does what is asked.</summary>
    public void Do(uint stream, FileMessage question, byte[] data)
    {
        session.Remove(stream);
        _worker!.Post(() =>
        {
            var result = _calls!.Do(question, data);
            session.Loop.Post(() => Answer(stream, result));
        });
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _worker?.Dispose();
        _calls?.Dispose();
    }

    private void Begin(uint stream, FileMessage question)
    {
        if (_worker is not null || question.Patterns is null)
        {
            throw new ProtocolException("the feeder says a second time, or not at all, which files it wants");
        }
        var rights = pid == 0 ? null : FileRights.Of(pid);
        var root = Libc.open(
            Libc.CString(pid == 0 ? "/" : $"/proc/{pid}/root"), FcntlConstants.O_PATH | FcntlConstants.O_CLOEXEC | FcntlConstants.O_DIRECTORY);
        if (!root.Ok || (pid != 0 && rights is null))
        {
            session.Refuse(
                stream, root.Errno, $"the target's files cannot be reached: open of its root: {root.Errno}; CAP_SYS_PTRACE is needed for a process of another "
                + "user (run as root)");
            return;
        }
        _calls = new FileCalls(root.Int, new FilePolicy(question.Patterns.Select(Pattern)));
        _worker = new FileWorker();
        _worker.Post(() =>
        {
            var why = rights?.TryTake();
            session.Loop.Post(() => Begun(stream, why));
        });
    }

    private void Begun(uint stream, string? why)
    {
        if (why is null)
        {
            Answer(stream, new FileResult());
            return;
        }
        session.Refuse(stream, Errno.EPERM, $"the target's files cannot be reached: {why}");
    }

    private static (string Pattern, FileHandling Handling) Pattern(FilePatternMessage message) =>
        Enum.TryParse<FileHandling>(message.Handling, ignoreCase: true, out var handling)
            ? (message.Pattern, handling)
            : throw new ProtocolException($"the feeder wants to `{message.Handling}` files, which this agent does not know");

    private void Answer(uint stream, FileResult result)
    {
        using (result)
        {
            var bytes = result.Bytes;
            session.Link.Send(
                FrameType.FileAnswer, stream, new FileAnswerMessage((int)result.Errno, result.Handle, bytes.Length, result.Mode),
                Messages.Default.FileAnswerMessage);
            for (var at = 0; at < bytes.Length; at += FrameHeader.MostPayload)
            {
                session.Link.Send(FrameType.Data, stream, bytes.Slice(at, Math.Min(FrameHeader.MostPayload, bytes.Length - at)));
            }
        }
    }
}
