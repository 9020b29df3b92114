using System.Text;
using Fairlead.Engines.Launch;
using Fairlead.Linux;
using Fairlead.Mirror.Feed;
using Fairlead.Mirror.Frames;
using Fairlead.Mirror.Sockets;
using Fairlead.Mirror.Targets;

namespace Fairlead.Cli.Mirroring;

/// <summary>What <c>fairlead doctor --target</c> says: what a target allows, tried by an agent there.</summary>
internal static class TargetReport
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    /// <summary>Writes the report; gives the exit status.</summary>
    public static int Write(Func<AgentProcess> start)
    {
        try
        {
            return Write(start());
        }
        catch (Exception e) when (e is SessionException or TargetException)
        {
            Stderr.Line(e.Message);
            return ExitStatus.Failed;
        }
    }

    private static int Write(AgentProcess agent)
    {
        try
        {
            using var session = new FeedSession(agent.Output, agent.Input, new SessionAddress(), new Silence());
            var welcome = session.Greet("fairlead doctor", s_patience);
            return Stdout.Write(Render(agent, welcome, session.Examine(s_patience)));
        }
        finally
        {
            _ = Libc.close(agent.Input);
            _ = Libc.close(agent.Output);
            _ = agent.End(s_patience);
        }
    }

    private static string Render(AgentProcess agent, WelcomeMessage welcome, ExaminedMessage examined)
    {
        var text = new StringBuilder();
        text.Append($"{agent.Description}: an agent of version {welcome.Build} runs there, kernel {welcome.Kernel}\n");
        foreach (var item in examined.Items)
        {
            text.Append($"{item.What}: {(item.Allowed ? "yes" : $"no: {item.Why}")}\n");
        }
        return text.Append($"{examined.Listens}\n").ToString();
    }

    private sealed class Silence : IFeedEvents
    {
        public void Began(OpenedFeed feed, uint stream, SocketName client, SocketName server)
        {
        }

        public void Ended(OpenedFeed feed, uint stream, string? reason)
        {
        }

        public void Differs(string line)
        {
        }

        public void Counted(CountsMessage counts)
        {
        }

        public void Status(FedTraffic traffic)
        {
        }

        public void AgentIsGone(string why)
        {
        }
    }
}
