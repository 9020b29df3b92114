using Fairlead.Engines.Hosting;
using Fairlead.Engines.Launch;
using Fairlead.Engines.Logging;
using Fairlead.Forward;
using Fairlead.Forward.Handover;
using Fairlead.Forward.Statistics;
using Fairlead.Linux;

namespace Fairlead.Cli.Forwarding;

/// <summary>A forwarder from its start to its end.</summary>
/// <remarks>
/// <para>Order of events. Statements are read - what transparent mode needs is looked for - the metrics' port is opened - all
/// places are opened, and what a predecessor left is taken over - the loops start - the service manager hears READY=1. Whatever fails before that is said, and ends all
/// with status 125. Then this thread serves signals, questions and timers until the end.</para>
/// <para>A reload reads the statements again. Where they cannot be read or carried out, that is said, and all goes on as it was.
/// </para>
/// </remarks>
internal sealed class ForwardRun : IDisposable
{
    private static readonly TimeSpan s_statusInterval = TimeSpan.FromSeconds(5);

    private readonly ControlLoop _control = new();
    private readonly ServiceManager? _manager = ServiceManager.Find();
    private readonly Succession _succession;
    private readonly ForwardStatements _statements;
    private readonly ForwardSettings _settings;
    private readonly Log _log;
    private readonly ForwardHost _host;
    private readonly Forwarder _forwarder;
    private readonly DropWatch _drops;
    private string _status = "";
    private bool _mayReturn;

    public ForwardRun(ForwardStatements statements, ForwardSettings settings, Log log)
    {
        (_statements, _settings, _log) = (statements, settings, log);
        _succession = new Succession(_manager, settings.Handover);
        _host = new ForwardHost(_control, log);
        _forwarder = new Forwarder(_host, settings.Threads);
        _drops = new DropWatch(_host.Say);
    }

    /// <summary>Runs until a signal or idleness ends it; gives the exit status.</summary>
    public int Run()
    {
        Activation.Claim();
        using var signals = new ForwardSignals(_control, Reload, EndBySignal);
        using var metrics = _settings.Metrics is { } at
            ? new MetricsServer(at, _settings.Handover is not null, () => _control.Ask(_forwarder.Statistics))
            : null;
        if (!Carry(() => _succession.Read(_log)))
        {
            return ExitStatus.Failed;
        }
        _succession.Confirm();
        _forwarder.Start();
        _succession.Await(_control, HandOver);
        StartTimers();
        _manager?.Say("READY=1");
        _host.Say(new ForwardEvent(
            ForwardLevel.Notice, "start", 0, $"forwarding: {Count.Of(_forwarder.Statistics().Length, "statement")}, "
            + Count.Of(_settings.Threads, "thread")));
        Watchdog.Start(_manager, _forwarder);
        var signal = _control.Run();
        _manager?.Say("STOPPING=1");
        _forwarder.Stop();
        if (_mayReturn)
        {
            _succession.Store(_forwarder, _log);
        }
        return ExitStatus.Reproduce(signal);
    }

    public void Dispose()
    {
        _succession.Dispose();
        _forwarder.Dispose();
        _control.Dispose();
    }

    private void End(int signal) => _control.End(signal);

    // Perhaps the service manager restarts this service: nobody tells which it is.
    private void EndBySignal(int signal)
    {
        _mayReturn = true;
        End(signal);
    }

    private void HandOver(Successor successor)
    {
        _forwarder.Stop();
        if (successor.HandOver(_forwarder))
        {
            _forwarder.Release();
            _host.Say(new ForwardEvent(ForwardLevel.Notice, "handover", 0, "handed over to another process"));
            End(0);
            return;
        }
        _forwarder.Start();
        _host.Say(new ForwardEvent(ForwardLevel.Warning, "handover", 0, "another process was to take over, and failed: all goes on here"));
    }

    private void StartTimers()
    {
        _control.Every(s_statusInterval, Report);
        if (_settings.ExitIdle is { } patience)
        {
            var idle = new IdleWatch(_forwarder, patience);
            _control.Every(idle.Interval, () =>
            {
                if (idle.TryEnd())
                {
                    End(0);
                }
            });
        }
        if (_settings.ShowsStatistics)
        {
            StatisticsView.Start(_control, _forwarder, _host, _log);
        }
    }

    private bool Carry(Func<Inheritance?>? inherit = null)
    {
        if (_statements.Read(_log.Error) is not { } rules)
        {
            return false;
        }
        try
        {
            TransparentCheck.Require(rules);
            MarkCheck.Require(rules);
            _forwarder.Carry(rules, inherit?.Invoke());
            return true;
        }
        catch (Exception e) when (e is LinuxException or HandoverException)
        {
            _log.Error(e.Message);
            return false;
        }
    }

    private void Reload()
    {
        _manager?.Say(ServiceManager.Reloading);
        var isCarried = Carry();
        _host.Say(isCarried
            ? new ForwardEvent(ForwardLevel.Notice, "reload", 0, $"reloaded: {Count.Of(_forwarder.Statistics().Length, "statement")}")
            : new ForwardEvent(ForwardLevel.Warning, "reload", 0, "not reloaded: all goes on as it was"));
        _manager?.Say("READY=1");
    }

    private void Report()
    {
        var statements = _forwarder.Statistics();
        _drops.Look(statements);
        var status = Status(statements);
        if (status != _status)
        {
            _manager?.Say($"STATUS={status}");
            _status = status;
        }
    }

    private static string Status(StatementStatistics[] statements) =>
        $"{Count.Of(statements.Length, "statement")}, {Count.Of(statements.Sum(s => s.Sessions), "session")}, "
        + $"{statements.Sum(s => s.BytesToBackend)} bytes to backends, {statements.Sum(s => s.BytesToClient)} back, "
        + $"{statements.Sum(s => s.Dropped)} dropped";
}
