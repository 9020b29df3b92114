using Fairlead.Rules.Forwarding;
using Fairlead.Rules.Text;

namespace Fairlead.Rules.Resolution;

/// <summary>
/// Turns forward statements into what the forwarder carries out: names become addresses, each statement gets the
/// sockets that were passed for it, and what cannot work on this host, or together, is an error.
/// </summary>
/// <remarks>
/// The host is asked once here. The forwarder asks for host names again by <see cref="INames.Host"/>, with the name that
/// <see cref="Backend"/> keeps. An IPv4 address has one form: v4-mapped ones are taken apart.
/// </remarks>
/// <param name="names">The host.</param>
/// <param name="passed">The sockets of the service manager, in its order.</param>
public sealed partial class ForwardResolver(INames names, ActivatedSocket[] passed)
{
    private readonly List<RuleError> _errors = [];
    private readonly List<ForwardRule> _rules = [];
    private readonly Dictionary<Address, bool> _local = [];

    /// <summary>Resolves all statements, or gives every error that was found.</summary>
    public (ForwardRule[] Rules, RuleError[] Errors) Resolve(IReadOnlyList<WrittenForward> statements)
    {
        _rules.Clear();
        _errors.Clear();
        _local.Clear();
        if (CheckTurns(statements))
        {
            for (var i = 0; i < statements.Count; i++)
            {
                Resolve(i + 1, statements[i]);
            }
            CheckPassed(statements);
            CheckOverlaps(statements);
        }
        return ([.. _rules], [.. _errors]);
    }

    private void Resolve(int number, WrittenForward written)
    {
        var (statement, source) = (written.Forward, written.Source);
        RequireDevice(statement.Options.Device, source);
        RequireSources(statement.Options, source);
        var to = Backends(statement, source);
        if (statement.IsBare)
        {
            AddPassed(number, written, passed[number - 1], to);
        }
        else if (statement.Listen is ListenPlace.Activated activated)
        {
            AddActivated(number, written, activated.Name, to);
        }
        else if (Points(statement, source) is { Length: > 0 } points)
        {
            AddEach(number, written, points, to);
        }
    }

    private void AddEach(int number, WrittenForward written, ListenPoint[] points, Backend[] to)
    {
        if (written.Forward.Protocol != Protocol.Tcp)
        {
            Add(number, written, Protocol.Udp, points, to);
        }
        if (written.Forward.Protocol != Protocol.Udp)
        {
            Add(number, written, Protocol.Tcp, points, to);
        }
    }

    private void Add(int number, WrittenForward written, Protocol protocol, ListenPoint[] points, Backend[] to)
    {
        var options = written.Forward.Options;
        var rule = new ForwardRule(
            number, ForwardPrinter.PrintShort(written.Forward), protocol, ValueList.Create<ListenPoint>(points),
            ValueList.Create<Backend>(to), protocol == Protocol.Tcp ? options with { Evict = default } : options);
        _rules.Add(rule);
        // Without its backends there is nothing to compare; their errors are told already.
        if (to.Length == written.Forward.To.Count)
        {
            Check(rule, written.Source);
        }
    }

    private Backend[] Backends(ForwardStatement statement, SourceLine source)
    {
        var backends = new List<Backend>();
        foreach (var target in statement.To.Items)
        {
            var name = (target.Host as EndpointHost.Named)?.Name;
            var addresses = target.Host is EndpointHost.Literal literal ? [literal.Address] : Host(name!, source, "to");
            if (addresses.Length > 0)
            {
                backends.Add(new Backend(name, ValueList.Create<Address>(addresses), Port(target.Port, statement)));
            }
        }
        return [.. backends];
    }

    private static BackendPort Port(TargetPort port, ForwardStatement statement) => port switch
    {
        TargetPort.Fixed { Number: var number } => new BackendPort(IsFixed: true, number),
        TargetPort.Moved { By: var by } => new BackendPort(IsFixed: false, by),
        TargetPort.InStep { Range: var range } => new BackendPort(IsFixed: false, range.First - statement.Ports[0].First),
        _ => new BackendPort(IsFixed: false, 0),
    };
}
