namespace Fairlead.Linux;

/// <summary>A system call that failed where Fairlead cannot go on: the call, its errno, and what to do about it.</summary>
public sealed class LinuxException(string call, Errno errno, string? advice = null)
    : Exception(advice is null ? $"{call}: {errno}" : $"{call}: {errno}: {advice}")
{
    /// <summary>The system call or file, as a person would name it.</summary>
    public string Call { get; } = call;

    /// <summary>Why it failed.</summary>
    public Errno Errno { get; } = errno;

    /// <summary>Throws if the call failed.</summary>
    public static void ThrowIf(Errno errno, string call, string? advice = null)
    {
        if (errno != Errno.None)
        {
            throw new LinuxException(call, errno, advice);
        }
    }

    /// <summary>The value of a call that must have succeeded.</summary>
    public static int Check(SysResult result, string call, string? advice = null)
    {
        ThrowIf(result.Errno, call, advice);
        return result.Int;
    }
}
