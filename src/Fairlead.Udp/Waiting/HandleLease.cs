using System.Runtime.InteropServices;

namespace Fairlead.Udp;

/// <summary>Keeps a descriptor open for the length of a call, although another thread may close its handle.</summary>
internal readonly ref struct HandleLease : IDisposable
{
    private readonly SafeHandle _handle;

    /// <summary>Throws <see cref="ObjectDisposedException"/> where it is closed.</summary>
    public HandleLease(SafeHandle handle)
    {
        var isHeld = false;
        handle.DangerousAddRef(ref isHeld);
        _handle = handle;
    }

    /// <summary>The descriptor.</summary>
    public int Fd => (int)_handle.DangerousGetHandle();

    /// <summary>Lets it be closed.</summary>
    public void Dispose() => _handle.DangerousRelease();
}
