using Fairlead.Linux;

namespace Fairlead.Mirror.Agent;

/// <summary>What the feeder asked cannot be, and nothing was changed.</summary>
internal sealed class RefusalException(Errno errno, string message) : Exception(message)
{
    /// <summary>The kernel's number for it; None: it has none.</summary>
    public Errno Errno { get; } = errno;
}
