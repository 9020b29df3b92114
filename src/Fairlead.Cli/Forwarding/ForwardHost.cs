using Fairlead.Engines.Hosting;
using Fairlead.Engines.Logging;
using Fairlead.Forward;
using Fairlead.Rules;

namespace Fairlead.Cli.Forwarding;

/// <summary>What the forwarder asks of the command that runs it.</summary>
/// <remarks>
/// Words are said on the main thread: a log that nobody reads makes no datagram wait. Beyond a number of them that wait to be
/// said, they are lost, and counted.
/// </remarks>
internal sealed class ForwardHost : IForwardHost
{
    private const int MostWaiting = 10_000;

    private readonly HostNames _names = new();
    private readonly ControlLoop _control;
    private readonly Log _log;
    private int _waiting;
    private int _lost;

    public ForwardHost(ControlLoop control, Log log) => (_control, _log, Sink) = (control, log, Write);

    /// <summary>Where events go, on the main thread.</summary>
    public Action<ForwardEvent> Sink { get; set; }

    /// <inheritdoc/>
    public bool WantsDetails => _log.IsVerbose;

    /// <inheritdoc/>
    public void Say(ForwardEvent happened)
    {
        if (Interlocked.Increment(ref _waiting) > MostWaiting)
        {
            Interlocked.Decrement(ref _waiting);
            Interlocked.Increment(ref _lost);
            return;
        }
        _control.Post(() =>
        {
            Interlocked.Decrement(ref _waiting);
            TellLost();
            Sink(happened);
        });
    }

    /// <inheritdoc/>
    public Address[]? Resolve(string name) => _names.Host(name);

    /// <inheritdoc/>
    public string? HolderOf(Protocol protocol, Address address, ushort port) => PortHolder.Find(protocol, address, port);

    private void TellLost()
    {
        if (Interlocked.Exchange(ref _lost, 0) is > 0 and var lost)
        {
            Sink(new ForwardEvent(ForwardLevel.Warning, "log", 0, $"{Count.Of(lost, "event is", "events are")} not said: there were too many at once"));
        }
    }

    private void Write(ForwardEvent happened) => _log.Event(
        happened.Kind,
        happened.Level == ForwardLevel.Detail ? Verbosity.Verbose : Verbosity.Normal,
        happened.Statement,
        happened.Message);
}
