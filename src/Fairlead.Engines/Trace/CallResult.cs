using Fairlead.Linux;

namespace Fairlead.Engines.Trace;

/// <summary>What a call gave at its end: a value from 0, or a negated errno.</summary>
internal readonly record struct CallResult(long Value)
{
    /// <summary>The thread was killed in the call.</summary>
    public static readonly CallResult None = new(long.MinValue);

    // The kernel's own ERESTARTSYS, ERESTARTNOINTR, ERESTARTNOHAND and ERESTART_RESTARTBLOCK: a signal came first, and
    // whether the program sees EINTR or the call begins again is decided when the signal is delivered.
    private bool IsInterrupted => Value is -512 or -513 or -514 or -516;

    /// <summary>Nothing came of the call, and the program makes it again.</summary>
    public bool IsRepeated => IsInterrupted || Errno == Errno.EAGAIN;

    public bool Ok => Value >= 0;

    public Errno Errno => Ok ? Errno.None : (Errno)(-Value);

    /// <inheritdoc/>
    public override string ToString() =>
        Ok ? $"{Value}" : this == None ? "?" : IsInterrupted ? "interrupted by a signal" : $"{Errno}";
}
