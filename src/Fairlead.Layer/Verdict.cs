using System.Runtime.CompilerServices;
using Fairlead.Engines;
using Fairlead.Layer.Calls;
using Fairlead.Linux;

namespace Fairlead.Layer;

/// <summary>What happens to a call: the answer of every operation, in one register.</summary>
/// <remarks>
/// From -1 up it is the value that the program gets; below, -1 less the error that it gets; and in the depth, the reason
/// why the call goes on as the program made it.
/// </remarks>
internal readonly struct Verdict
{
    private const long Failed = -1;
    private const long Passed = -0x4000_0000;
    private const long MostReasons = 256;

    private readonly long _answer;

    private Verdict(long answer) => _answer = answer;

    /// <summary>The call goes on as the program made it.</summary>
    public bool Passes => _answer < Passed + MostReasons;

    /// <summary>Whether the call was made, and succeeded.</summary>
    public bool IsSuccess => _answer >= 0;

    /// <summary>The call goes on; there is no pass without a reason.</summary>
    public static Verdict Pass(PassReason reason) => new(Passed + (long)reason);

    /// <summary>The program gets a value.</summary>
    public static Verdict Return(long value) => new(value);

    /// <summary>The program gets what the real function said, errno as it has left it.</summary>
    public static Verdict Native(long value) => new(value);

    /// <summary>The program gets an error.</summary>
    public static Verdict Fail(Errno errno) => new(Failed - (long)errno);

    /// <summary>The program gets 0, or the error.</summary>
    public static Verdict Result(Errno errno) => errno == Errno.None ? Return(0) : Fail(errno);

    /// <summary>What the hooked function returns, with errno set.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public unsafe long Answer()
    {
        if (_answer >= Failed)
            return _answer;
        *Imports.errno_location() = (int)(Failed - _answer);
        return Failed;
    }
}
