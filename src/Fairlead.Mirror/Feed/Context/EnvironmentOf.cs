using System.Buffers;
using System.Text;
using Fairlead.Mirror.Frames;

namespace Fairlead.Mirror.Feed.Context;

/// <summary>The environment of the target, as NAME=VALUE of bytes (Latin-1): nothing of it is ever logged.</summary>
/// <remarks>
/// Programs may write over their environment, as nginx does with its title. So only what is well-formed is taken; and
/// what follows something that is not may be the rest of a variable, and is not taken.
/// </remarks>
internal sealed class EnvironmentOf : IStream
{
    private const int Most = 16 << 20;
    private readonly FeedSession _session;
    private readonly uint _stream;
    private readonly ArrayBufferWriter<byte> _bytes = new();
    private readonly TaskCompletionSource<byte[]> _whole = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private EnvironmentOf(FeedSession session) => (_session, _stream) = (session, session.NewStream());

    /// <summary>Asks the agent, and waits.</summary>
    /// <exception cref="SessionException">It refuses, or does not answer.</exception>
    public static List<(string Name, string Value)> Target(FeedSession session, TimeSpan patience)
    {
        var question = new EnvironmentOf(session);
        session.Loop.Post(() => session.Begin(
            question._stream, question, link => link.Send(FrameType.AskEnvironment, question._stream, [])));
        try
        {
            return Parse(question._whole.Task.WaitAsync(patience).GetAwaiter().GetResult());
        }
        catch (TimeoutException)
        {
            throw new SessionException("the agent does not answer: it was asked for the target's environment");
        }
    }

    /// <summary>The variables that can be used, each once; the first of a name counts, as for getenv(3).</summary>
    public static List<(string Name, string Value)> Parse(ReadOnlySpan<byte> environ)
    {
        var variables = new List<(string, string)>();
        var names = new HashSet<string>();
        var isWhole = true;
        foreach (var range in environ.Split((byte)0))
        {
            var line = environ[range];
            var equals = line.IndexOf((byte)'=');
            var isVariable = equals > 0 && IsName(line[..equals]);
            if (isVariable && isWhole && names.Add(Encoding.Latin1.GetString(line[..equals])))
            {
                variables.Add((Encoding.Latin1.GetString(line[..equals]), Encoding.Latin1.GetString(line[(equals + 1)..])));
            }
            isWhole = isVariable;
        }
        return variables;
    }

    /// <inheritdoc/>
    public void Received(in FrameHeader header, ReadOnlySpan<byte> payload)
    {
        switch (header.Type)
        {
            case FrameType.Environment when _bytes.WrittenCount + payload.Length <= Most:
                _bytes.Write(payload);
                break;
            case FrameType.End:
                _session.Remove(_stream);
                _whole.TrySetResult(_bytes.WrittenSpan.ToArray());
                break;
            case FrameType.Refused:
                _session.Remove(_stream);
                Fail(Link.Read(payload, Messages.Default.RefusedMessage).Message);
                break;
            default:
                throw new ProtocolException($"the agent sent {header.Type} for an environment");
        }
    }

    /// <inheritdoc/>
    public void Abandon() => Fail("the agent is gone: it was asked for the target's environment");

    private void Fail(string why) => _whole.TrySetException(new SessionException(why));

    // What Kubernetes takes for a name, and every shell writes.
    private static bool IsName(ReadOnlySpan<byte> name)
    {
        foreach (var b in name)
        {
            if (!char.IsAsciiLetterOrDigit((char)b) && b is not ((byte)'_' or (byte)'.' or (byte)'-'))
            {
                return false;
            }
        }
        return !char.IsAsciiDigit((char)name[0]);
    }
}
