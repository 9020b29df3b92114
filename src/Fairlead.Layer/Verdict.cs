using Fairlead.Engines;
using Fairlead.Layer.Calls;
using Fairlead.Linux;

namespace Fairlead.Layer;

/// <summary>What happens to a call: the answer of every operation.</summary>
internal readonly struct Verdict
{
    private readonly bool _passes;
    private readonly Errno _errno;
    private readonly long _value;

    private Verdict(bool passes, Errno errno, long value)
    {
        _passes = passes;
        _errno = errno;
        _value = value;
    }

    /// <summary>The call goes on as the program made it.</summary>
    public bool Passes => _passes;

    /// <summary>Whether the call was made, and succeeded.</summary>
    public bool IsSuccess => !_passes && _errno == Errno.None && _value >= 0;

    /// <summary>The call goes on; there is no pass without a reason.</summary>
    public static Verdict Pass(PassReason reason) => new(true, Errno.None, (long)reason);

    /// <summary>The program gets a value.</summary>
    public static Verdict Return(long value) => new(false, Errno.None, value);

    /// <summary>The program gets an error.</summary>
    public static Verdict Fail(Errno errno) => new(false, errno, -1);

    /// <summary>The program gets what the real function said, errno as it has left it.</summary>
    public static Verdict Native(long value) => new(false, Errno.None, value);

    /// <summary>The program gets 0, or the error.</summary>
    public static Verdict Result(Errno errno) => errno == Errno.None ? Return(0) : Fail(errno);

    /// <summary>What the hooked function returns, with errno set.</summary>
    public unsafe long Answer()
    {
        if (_errno != Errno.None)
            *Imports.errno_location() = (int)_errno;
        return _value;
    }
}
