using Fairlead.Engines.Feeding;
using Fairlead.Engines.Launch;
using Fairlead.Engines.Logging;
using Fairlead.Mirror.Feed;
using Fairlead.Mirror.Feed.Context;
using Fairlead.Rules.Mirroring;

namespace Fairlead.Cli.Mirroring;

/// <summary>What the program gets of the target beside its traffic: the environment, the names, the way out.</summary>
/// <remarks>
/// Order of events: the resolver's port is taken, for the program's rules to name; once the agent is there, the environment is
/// fetched and the servants begin; they end after the session.
/// </remarks>
internal sealed class MirrorContext : IDisposable
{
    private const string Nothing = "env: nothing of the target's environment can be used: its program was started with none, or "
        + "has written over it, as nginx does";

    private const string Twice = "the program gets a copy of the target's traffic, and its connections leave from the target: "
        + "what both programs do there happens twice";

    private readonly MirrorPlan _plan;
    private readonly Log _log;
    private readonly NameServer? _names;
    private OutgoingRelay? _relay;

    /// <exception cref="Linux.LinuxException">There is no free port.</exception>
    public MirrorContext(MirrorPlan plan, SessionAddress address, Log log)
    {
        (_plan, _log) = (plan, log);
        _names = plan.Dns is null ? null : new NameServer(address.Address);
    }

    /// <summary>The port of the session's resolver; 0: there is none.</summary>
    public ushort DnsPort => _names?.Port ?? 0;

    /// <summary>Who makes the program's connections; null: the host does.</summary>
    public IOutgoing? Outgoing => _relay;

    /// <summary>Fetches what the program starts with, and serves from now on.</summary>
    /// <exception cref="SessionException">The agent refuses, or does not answer.</exception>
    public void Begin(FeedSession session, ProgramEnvironment environment, TimeSpan patience)
    {
        if (_plan.Env.Length > 0)
        {
            Take(EnvironmentOf.Target(session, patience), environment);
        }
        _names?.Serve(session);
        if (_plan.Outgoing.Length > 0)
        {
            _relay = new OutgoingRelay(session);
            if (Array.Exists(_plan.Feeds, feed => feed.Kind == FeedKind.Mirror))
            {
                _log.Warning(Twice);
            }
        }
    }

    /// <summary>After the session has ended.</summary>
    public void Dispose()
    {
        _names?.Dispose();
        _relay?.Dispose();
    }

    // Names and values are nobody's to see: only how many there are is said.
    private void Take(List<(string Name, string Value)> variables, ProgramEnvironment environment)
    {
        if (variables.Count == 0)
        {
            _log.Warning(Nothing);
            return;
        }
        var taken = 0;
        foreach (var (name, value) in variables)
        {
            if (_plan.TakesVariable(name))
            {
                environment.Set(name, value);
                taken++;
            }
        }
        _log.Detail($"env: {taken} of the target's {variables.Count} variables are the program's");
    }
}
