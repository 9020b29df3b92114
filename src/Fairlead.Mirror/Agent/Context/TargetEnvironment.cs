using Fairlead.Linux;
using Fairlead.Mirror.Frames;

namespace Fairlead.Mirror.Agent.Context;

/// <summary>Answers the feeder's question for the environment of the target's process: proc_pid_environ(5).</summary>
/// <remarks>The bytes go as they are: what of them is usable is for the feeder to judge. They are said nowhere else.</remarks>
internal static class TargetEnvironment
{
    private const string NoProcess =
        "the target has no process whose environment could be taken: name one (pid:N, or ssh:HOST/pid:N), or leave env out";

    /// <summary>Sends it, or why not.</summary>
    public static void Send(AgentSession session, uint stream, AgentTarget target)
    {
        var pid = TargetProcess.Of(target);
        if (pid == 0)
        {
            session.Refuse(stream, Errno.ESRCH, NoProcess);
            return;
        }
        var path = Libc.CString($"/proc/{pid}/environ");
        var opened = Libc.open(path, FcntlConstants.O_RDONLY | FcntlConstants.O_CLOEXEC);
        if (!opened.Ok)
        {
            session.Refuse(stream, opened.Errno, Why(pid, opened.Errno));
            return;
        }
        _ = Libc.close(opened.Int);
        var bytes = ProcText.Read(path);
        while (!bytes.IsEmpty)
        {
            var part = bytes[..Math.Min(bytes.Length, FrameHeader.MostPayload)];
            session.Link.Send(FrameType.Environment, stream, part);
            bytes = bytes[part.Length..];
        }
        session.Link.Send(FrameType.End, stream, []);
    }

    private static string Why(int pid, Errno errno) => errno is Errno.EACCES or Errno.EPERM
        ? $"the environment of process {pid} of the target is another user's: the agent needs CAP_SYS_PTRACE there"
        : $"the environment of process {pid} of the target cannot be read: {errno}";
}
