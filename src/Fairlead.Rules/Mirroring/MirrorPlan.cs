using Fairlead.Rules.Resolution;
using Fairlead.Rules.Text;

namespace Fairlead.Rules.Mirroring;

/// <summary>What a session does here and at the target. Pure data, but for what is known when it starts: addresses and ports.</summary>
/// <param name="Rules">The rules that were written (bind, connect, reply), resolved and numbered from 1.</param>
/// <param name="Statements">All other statements, as written: the first has number 1.</param>
/// <param name="Feeds">What clients of the target send, in the order written: the first that takes a connection has it.</param>
/// <param name="Files">Whose files the local program sees, in the order written: the first that covers a path decides.</param>
/// <param name="Env">Which variables are taken: what one of them takes.</param>
/// <param name="Dns">The <c>dns</c> statement; null: names resolve as they do here.</param>
/// <param name="Outgoing">What leaves from the target, in the order written.</param>
public sealed partial record MirrorPlan(
    ResolvedRule[] Rules, WrittenMirror[] Statements, Feed[] Feeds, FilesStatement[] Files, EnvStatement[] Env, SourceLine? Dns,
    Outgoing[] Outgoing)
{
    /// <summary>The ports that the local program listens on to be fed, each once: a free one is wanted for each.</summary>
    public LocalPort[] LocalPorts { get; } = Distinct(Feeds);

    /// <summary>Whether an environment variable of the target is taken.</summary>
    public bool TakesVariable(string name) => Array.Exists(Env, env => env.Takes(name));

    /// <summary>The local ports of feeds, in the order written, each once.</summary>
    private static LocalPort[] Distinct(Feed[] feeds)
    {
        var ports = new List<LocalPort>();
        var known = new HashSet<int>();
        foreach (var feed in feeds)
        {
            foreach (var range in feed.Ports.Items)
            {
                for (int port = range.First; port <= range.Last; port++)
                {
                    var local = feed.LocalPort((ushort)port);
                    if (known.Add(((int)feed.Protocol << 16) | local))
                    {
                        ports.Add(new LocalPort(feed.Protocol, local));
                    }
                }
            }
        }
        return [.. ports];
    }
}
