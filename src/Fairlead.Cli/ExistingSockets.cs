using Fairlead.Engines.Cgroup.Tree;
using Fairlead.Linux;
using Fairlead.Rules;
using Fairlead.Rules.Resolution;

namespace Fairlead.Cli;

/// <summary>Says which sockets were there before the rules, and so stay as they are.</summary>
/// <remarks>
/// They are listed after the rules are in force. One that was made in between is listed though it followed them: it stays as
/// it is all the same. Listed before, one could be missed.
/// </remarks>
internal static class ExistingSockets
{
    private const int Most = 10;

    /// <summary>Says a line for each of the first ones, those that serve before those that are connected.</summary>
    public static void Tell(string directory, ResolvedRule[] rules, Action<string> tell)
    {
        try
        {
            var (made, passed) = (SocketTable.Of(directory), SocketTable.PassedTo(directory));
            var text = new SocketText(directory);
            var steersDatagrams = Array.Exists(
                rules, r => r.Rule.Verb is Verb.Connect or Verb.Reply && r.Rule.Protocol != Protocol.Tcp);
            var fates = made.Select(s => (Socket: s, Fate: FateOf(s, steersDatagrams)))
                .Concat(passed.Select(s => (Socket: s, Fate: "was made in another cgroup: no rule here reaches it, ever")));
            foreach (var (socket, fate) in fates.OrderBy(f => f.Socket.RemotePort != 0).Take(Most))
            {
                tell(Plain.Text($"{text.Of(socket)} {fate}"));
            }
            if (made.Length + passed.Length - Most is > 0 and var more)
            {
                tell($"and {Count.Of(more, "more socket", "more sockets")} that were there before");
            }
        }
        catch (LinuxException e)
        {
            tell($"the sockets that stay as they are cannot be listed: {e.Message}");
        }
    }

    private static string FateOf(SocketRecord socket, bool steersDatagrams) =>
        steersDatagrams && socket.RemotePort == 0 && socket.Protocol != "tcp"
            ? "stays bound as it is until it is closed; the datagrams that it sends follow the rules"
            : "stays as it is until it is closed";
}
