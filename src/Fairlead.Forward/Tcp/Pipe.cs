using Fairlead.Linux;

namespace Fairlead.Forward.Tcp;

/// <summary>A pipe(7): what splice(2) moves goes through one.</summary>
/// <param name="Read">The end that is read from; 0: there is no pipe.</param>
/// <param name="Write">The end that is written to.</param>
internal readonly record struct Pipe(int Read, int Write)
{
    public bool IsNone => Read == 0;

    public void Close()
    {
        _ = Libc.close(Read);
        _ = Libc.close(Write);
    }
}
