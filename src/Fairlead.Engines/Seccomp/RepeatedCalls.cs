namespace Fairlead.Engines.Seccomp;

/// <summary>Tells a call that the kernel restarted after a signal from one that the program makes anew.</summary>
/// <remarks>
/// A signal can interrupt a call after it was carried out here and before the program sees the answer (on kernels
/// without SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV, and by a race on kernels before 6.18). The kernel then makes the same call
/// again, and what was done already must count as done. Such a call has the same thread, number, place in the code and
/// arguments as the thread's last one.
/// </remarks>
/// <param name="happen">Whether the kernel can do that here: <see cref="SeccompHost.RepeatsCalls"/>.</param>
internal sealed class RepeatedCalls(bool happen)
{
    private const int Slots = 1024;
    private readonly Last[] _last = new Last[Slots];

    /// <summary>Whether the call is the same as the last one of its thread.</summary>
    public bool IsRepeated(TrappedCall call) => happen && _last[call.Tid % Slots] == Last.Of(call);

    /// <summary>Notes a call that has been answered.</summary>
    public void Note(TrappedCall call) => _last[call.Tid % Slots] = Last.Of(call);

    private readonly record struct Last(int Tid, CallKind Kind, ulong Place, ulong A, ulong B, ulong C)
    {
        public static Last Of(TrappedCall call) =>
            new(call.Tid, call.Kind, call.InstructionPointer, call.Argument(0), call.Argument(1), call.Argument(2));
    }
}
