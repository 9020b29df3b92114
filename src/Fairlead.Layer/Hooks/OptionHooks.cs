using System.Runtime;
using Fairlead.Layer.Calls;
using Fairlead.Layer.Operations;
using Fairlead.Layer.Reply;

namespace Fairlead.Layer.Hooks;

/// <summary>setsockopt(2) and getsockopt(2).</summary>
internal static unsafe class OptionHooks
{
    [RuntimeExport("setsockopt")]
    internal static int SetSockOpt(int fd, int level, int name, void* value, uint length)
    {
        OriginalDestination.Note(fd, level, name, (int*)value, length);
        return OptionOperation.Set(fd, level, name, value, length) is { Passes: false } verdict
            ? (int)verdict.Answer()
            : Next.setsockopt(fd, level, name, value, length);
    }

    [RuntimeExport("getsockopt")]
    internal static int GetSockOpt(int fd, int level, int name, void* value, uint* length) =>
        OptionOperation.Get(fd, level, name, value, length) is { Passes: false } verdict
            ? (int)verdict.Answer()
            : Next.getsockopt(fd, level, name, value, length);
}
