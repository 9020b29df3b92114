using Fairlead.Linux;

namespace Fairlead.Engines;

/// <summary>What happens to a call that was stopped.</summary>
public enum VerdictKind
{
    /// <summary>The kernel goes on with the call as the program made it.</summary>
    Continue,

    /// <summary>The call was made, or stands in for one: the program gets a value.</summary>
    Return,

    /// <summary>The program gets an error.</summary>
    Fail,

    /// <summary>The program gets a descriptor of ours.</summary>
    Give,

    /// <summary>The call waits until a descriptor is ready, and is then looked at again.</summary>
    Wait,
}

/// <summary>What happens to a call that was stopped: the answer of every operation of every engine.</summary>
public readonly record struct Verdict
{
    private Verdict(VerdictKind kind) => Kind = kind;

    /// <summary>Which of the answers.</summary>
    public VerdictKind Kind { get; }

    /// <summary>Why the call goes on, with <see cref="VerdictKind.Continue"/>.</summary>
    public PassReason Reason { get; private init; }

    /// <summary>The program's result, with <see cref="VerdictKind.Return"/>.</summary>
    public long Value { get; private init; }

    /// <summary>The program's error, with <see cref="VerdictKind.Fail"/>.</summary>
    public Errno Errno { get; private init; }

    /// <summary>The descriptor to give (and to close here), or to wait for.</summary>
    public int Descriptor { get; private init; }

    /// <summary>
    /// With <see cref="VerdictKind.Give"/>: the number that it takes in the program, whose call then returns 0; -1: any
    /// number, which the call returns.
    /// </summary>
    public int Number { get; private init; }

    /// <summary>With <see cref="VerdictKind.Give"/>: whether it is closed on exec.</summary>
    public bool CloseOnExec { get; private init; }

    /// <summary>With <see cref="VerdictKind.Wait"/>: the events of poll(2).</summary>
    public short Events { get; private init; }

    /// <summary>With <see cref="VerdictKind.Wait"/>: until when, in milliseconds of the monotonic clock.</summary>
    public long Deadline { get; private init; }

    /// <summary>The kernel goes on with the call.</summary>
    public static Verdict Continue(PassReason reason) => new(VerdictKind.Continue) { Reason = reason };

    /// <summary>The program gets a value.</summary>
    public static Verdict Return(long value) => new(VerdictKind.Return) { Value = value };

    /// <summary>The program gets an error.</summary>
    public static Verdict Fail(Errno errno) => new(VerdictKind.Fail) { Errno = errno };

    /// <summary>The program gets 0, or the error.</summary>
    public static Verdict Result(Errno errno) => errno == Errno.None ? Return(0) : Fail(errno);

    /// <summary>The program gets a descriptor.</summary>
    public static Verdict Give(int descriptor, int number, bool closeOnExec) =>
        new(VerdictKind.Give) { Descriptor = descriptor, Number = number, CloseOnExec = closeOnExec };

    /// <summary>The call waits. The descriptor is closed here when the wait ends.</summary>
    public static Verdict Wait(int descriptor, short events, long deadline) =>
        new(VerdictKind.Wait) { Descriptor = descriptor, Events = events, Deadline = deadline };
}
