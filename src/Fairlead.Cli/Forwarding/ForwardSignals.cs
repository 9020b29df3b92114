using System.Runtime.InteropServices;
using Fairlead.Linux;

namespace Fairlead.Cli.Forwarding;

/// <summary>The signals of a forwarder: SIGTERM and SIGINT end it, SIGHUP lets it read its statements again.</summary>
/// <remarks>
/// When a terminal goes away, it sends SIGHUP too; a forwarder that was started there ends, as every program does.
/// </remarks>
internal sealed class ForwardSignals : IDisposable
{
    private readonly bool _hadTerminal = HasTerminal();
    private readonly PosixSignalRegistration[] _registrations;

    /// <param name="control">The thread that the rest is called on.</param>
    /// <param name="reload">What SIGHUP asks for.</param>
    /// <param name="end">What the others ask for: the number of the signal to die of; 0: none.</param>
    public ForwardSignals(ControlLoop control, Action reload, Action<int> end)
    {
        PosixSignalRegistration On(PosixSignal signal, Action action) => PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true;
            control.Post(action);
        });
        _registrations =
        [
            On(PosixSignal.SIGTERM, () => end(0)),
            On(PosixSignal.SIGINT, () => end(SignalConstants.SIGINT)),
            On(PosixSignal.SIGHUP, () => (_hadTerminal && !HasTerminal() ? () => end(SignalConstants.SIGHUP) : reload)()),
        ];
    }

    public void Dispose() => Array.ForEach(_registrations, registration => registration.Dispose());

    private static bool HasTerminal()
    {
        const int flags = FcntlConstants.O_RDONLY | FcntlConstants.O_NOCTTY | FcntlConstants.O_CLOEXEC;
        var terminal = Libc.open("/dev/tty\0"u8, flags);
        return terminal.Ok && Libc.close(terminal.Int) == Errno.None;
    }
}
