namespace Fairlead.Linux;

/// <summary>What a system call returned: a value from 0, or an errno.</summary>
public readonly struct SysResult(long value, Errno errno)
{
    /// <summary>The value; -1 where the call failed.</summary>
    public long Value { get; } = value;

    /// <summary>The error; <see cref="Errno.None"/> where the call succeeded.</summary>
    public Errno Errno { get; } = errno;

    /// <summary>Whether the call succeeded.</summary>
    public bool Ok => Errno == Errno.None;

    /// <summary>The value as a descriptor or a count that fits 32 bits.</summary>
    public int Int => (int)Value;
}
