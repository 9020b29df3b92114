using Fairlead.Rules.Mirroring;
using Fairlead.Rules.Text;

namespace Fairlead.Rules.Resolution;

/// <summary>
/// Turns the statements of one session into its plan: rules are resolved as ever, feeds get one protocol each, and what
/// cannot work together is an error.
/// </summary>
/// <param name="names">This host, which rules are resolved on. Statements that speak of the target ask for no names.</param>
public sealed partial class MirrorResolver(INames names)
{
    private readonly List<RuleError> _errors = [];
    private readonly List<Feed> _feeds = [];
    private readonly List<FilesStatement> _files = [];
    private readonly List<EnvStatement> _env = [];
    private readonly List<Outgoing> _outgoing = [];
    private SourceLine? _dns;

    /// <summary>Makes the plan, or gives every error that was found; the plan must not be used where there is one.</summary>
    /// <param name="statements">Rules and statements, in order. Includes have been followed.</param>
    public (MirrorPlan Plan, RuleError[] Errors) Resolve(IReadOnlyList<Statement> statements)
    {
        _errors.Clear();
        _feeds.Clear();
        _files.Clear();
        _env.Clear();
        _outgoing.Clear();
        _dns = null;
        var (rules, errors) = new Resolver(names).Resolve([.. statements.OfType<WrittenRule>()]);
        _errors.AddRange(errors);
        WrittenMirror[] others = [.. statements.OfType<WrittenMirror>()];
        for (var i = 0; i < others.Length; i++)
        {
            Add(i + 1, others[i]);
        }
        Check(rules);
        return (new MirrorPlan(rules, others, [.. _feeds], [.. _files], [.. _env], _dns, [.. _outgoing]), [.. _errors]);
    }

    private void Add(int number, WrittenMirror written)
    {
        switch (written.Mirror)
        {
            case FeedStatement feed:
                AddFeeds(number, feed, written.Source);
                break;
            case FilesStatement files:
                _files.Add(files);
                break;
            case EnvStatement env:
                _env.Add(env);
                break;
            case OutgoingStatement outgoing:
                _outgoing.Add(new Outgoing(number, outgoing, written.Source, Addresses(outgoing.Match)));
                break;
            default:
                _dns ??= written.Source;
                break;
        }
    }

    private void AddFeeds(int number, FeedStatement statement, SourceLine source)
    {
        foreach (var protocol in (Protocol[])[Protocol.Tcp, Protocol.Udp])
        {
            if (statement.Protocol == protocol || statement.Protocol == Protocol.Any)
            {
                _feeds.Add(new Feed(
                    number, MirrorPrinter.Print(statement), source, statement.Kind, protocol, Addresses(statement.Match),
                    statement.Match.Ports, statement.To, statement.Options));
            }
        }
    }

    private static AddressSet Addresses(Match match) =>
        new(match.Address, match.Address is AddressPattern.Block block ? [block.Network] : [], match.Not);
}
