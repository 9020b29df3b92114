using Fairlead.Mirror.Frames;
using Fairlead.Mirror.Names;

namespace Fairlead.Mirror.Agent.Context;

/// <summary>Answers the feeder's questions for names, from the target's files and its name servers.</summary>
/// <remarks>The files are read for each question: they are small, and may change. A feeder that asks for more than
/// <see cref="Most"/> names at once is told SERVFAIL.</remarks>
internal sealed class NameResolver(AgentSession session, AgentTarget target)
{
    private const int Most = 512;
    private readonly TargetFiles _files = new(target);
    private int _open;

    /// <summary>A question came on a stream.</summary>
    public void Resolve(uint stream, ReadOnlySpan<byte> message)
    {
        if (_open >= Most && message.Length >= DnsMessage.HeaderSize)
        {
            Reply(stream, DnsMessage.Reply(message, ResponseCode.ServFail, []));
            return;
        }
        _open++;
        var hosts = HostsFile.Parse(_files.Read("/etc/hosts"));
        var settings = ResolverSettings.Parse(_files.Read("/etc/resolv.conf"));
        new NameQuestion(session.Loop, hosts, settings, message.ToArray(), answer =>
        {
            _open--;
            Reply(stream, answer);
        }).Begin();
    }

    private void Reply(uint stream, byte[] answer) => session.Link.Send(FrameType.Resolved, stream, answer);
}
