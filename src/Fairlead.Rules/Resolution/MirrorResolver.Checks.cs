using Fairlead.Rules.Evaluation;
using Fairlead.Rules.Mirroring;
using Fairlead.Rules.Text;

namespace Fairlead.Rules.Resolution;

/// <content>What cannot work together.</content>
public sealed partial class MirrorResolver
{
    /// <summary>How many ports a session feeds: each takes a free port here, and a rule.</summary>
    private const int MostPorts = 1024;

    private void Check(ResolvedRule[] rules)
    {
        var isFew = CheckCount();
        for (var i = 0; i < _feeds.Count; i++)
        {
            // One error is enough: a range has the same for each port of it.
            var isAlone = CheckEarlier(_feeds[i], _feeds[..i]);
            if (isAlone && isFew)
            {
                CheckRules(_feeds[i], rules);
            }
        }
    }

    private bool CheckCount()
    {
        var count = 0;
        foreach (var feed in _feeds)
        {
            Array.ForEach(feed.Ports.Items, range => count += range.Last - range.First + 1);
            if (count > MostPorts)
            {
                Fail(feed, $"with this statement {count} ports are fed to the local program, of TCP and UDP together: "
                    + $"{MostPorts} is the most, as each takes a port of this machine");
                return false;
            }
        }
        return true;
    }

    private bool CheckEarlier(Feed feed, List<Feed> earlier)
    {
        foreach (var other in earlier)
        {
            if (other.Protocol == feed.Protocol && (!CheckTaken(feed, other) || !CheckLocal(feed, other)))
            {
                return false;
            }
        }
        return true;
    }

    // A filter leaves something to a later statement; this is how one says "or".
    private bool CheckTaken(Feed feed, Feed other)
    {
        var isOr = other is { Kind: FeedKind.Steal, Options.HasFilter: true } && feed.Kind == FeedKind.Steal;
        if (isOr || Common(feed.Ports, other.Ports) is not { } port || !AddressOverlap.Exists(feed.Addresses, other.Addresses))
        {
            return true;
        }
        var why = other.Options.HasFilter || feed.Options.HasFilter
            ? "only a later `steal` can take what the filters of an earlier one leave"
            : "a port is for one statement";
        return Fail(feed, $"statement {feed.Number} takes {Name(feed)} port {port} of the target, and so does {Place(other)}: {why}");
    }

    private bool CheckLocal(Feed feed, Feed other)
    {
        foreach (var range in feed.Ports.Items)
        {
            for (int port = range.First; port <= range.Last; port++)
            {
                var local = feed.LocalPort((ushort)port);
                if (Origin(other, local) is { } origin && origin != port)
                {
                    return Fail(feed, $"the local program's {Name(feed)} port {local} gets what is sent to port {port} of the target, and "
                        + $"what is sent to port {origin} by {Place(other)}: give one of them another port with `to`");
                }
            }
        }
        return true;
    }

    // The port of the target that leads to a local port; null: there is none.
    private static int? Origin(Feed feed, ushort local)
    {
        foreach (var range in feed.Ports.Items)
        {
            if (feed.LocalPort(range.First) <= local && local <= feed.LocalPort(range.Last))
            {
                return feed.To.Kind == PortChangeKind.Set ? range.First : range.First + local - feed.LocalPort(range.First);
            }
        }
        return null;
    }

    // Written rules come first, so one that takes the port of the local program leaves nothing to feed.
    private void CheckRules(Feed feed, ResolvedRule[] rules)
    {
        foreach (var range in feed.Ports.Items)
        {
            for (int port = range.First; port <= range.Last; port++)
            {
                var local = feed.LocalPort((ushort)port);
                var bind = new SocketCall(Verb.Bind, feed.Protocol, IsInet6: false, V6Only: false, Address.AnyV4, local, Program: null);
                if (Array.Find(rules, rule => Evaluator.Matches(rule, bind)) is { } first)
                {
                    Fail(feed, $"the local program's {Name(feed)} port {local} is taken by rule {first.Number} "
                        + $"({first.Source.Name}:{first.Source.Line}: {first}), which comes first: no client would reach the program");
                    return;
                }
            }
        }
    }

    private static int? Common(ValueList<PortRange> one, ValueList<PortRange> other)
    {
        foreach (var a in one.Items)
        {
            foreach (var b in other.Items)
            {
                if (a.First <= b.Last && b.First <= a.Last)
                {
                    return Math.Max(a.First, b.First);
                }
            }
        }
        return null;
    }

    private static string Name(Feed feed) => feed.Protocol == Protocol.Tcp ? "TCP" : "UDP";

    private static string Place(Feed feed) => $"statement {feed.Number} ({feed.Source.Name}:{feed.Source.Line}: {feed.Text})";

    // The words of the statement, without the blanks and the comment around it.
    private bool Fail(Feed feed, string message)
    {
        var words = new List<Token>();
        Lexer.Read(feed.Source, words);
        var length = words[^1].End - words[0].Start;
        _errors.Add(new RuleError(feed.Source, words[0].Start + 1, length, message, null));
        return false;
    }
}
