using Fairlead.Linux;
using static Fairlead.Linux.FcntlConstants;

namespace Fairlead.Mirror.Agent.Context;

/// <summary>Small files of the target, as its process sees them: links lead nowhere out of its root.</summary>
/// <remarks>A network namespace has no root, but files of its own for some of /etc: ip-netns(8).</remarks>
internal sealed class TargetFiles(AgentTarget target)
{
    private const int Most = 1 << 20;

    /// <summary>The bytes of a file; none where there is none.</summary>
    /// <param name="path">An absolute path of the target.</param>
    public byte[] Read(string path)
    {
        if (target.Netns is { } netns && path.StartsWith("/etc/", StringComparison.Ordinal))
        {
            var own = Read("/", $"/etc/netns/{Path.GetFileName(netns)}/{Path.GetFileName(path)}");
            if (own.Length > 0)
            {
                return own;
            }
        }
        var pid = TargetProcess.Of(target);
        return Read(pid == 0 ? "/" : $"/proc/{pid}/root", path);
    }

    private static byte[] Read(string rootPath, string path)
    {
        var root = Libc.open(Libc.CString(rootPath), O_PATH | O_DIRECTORY | O_CLOEXEC);
        if (!root.Ok)
        {
            return [];
        }
        // A pipe in the place of the file must not hold the agent up.
        var how = new open_how
        {
            flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY,
            resolve = open_how.RESOLVE_IN_ROOT | open_how.RESOLVE_NO_MAGICLINKS,
        };
        var file = Libc.openat2(root.Int, Libc.CString(path), how);
        _ = Libc.close(root.Int);
        return file.Ok ? ReadAll(file.Int) : [];
    }

    private static byte[] ReadAll(int file)
    {
        var bytes = new byte[4096];
        var length = 0;
        while (length < Most && Libc.read(file, bytes.AsSpan(length)) is { Value: > 0 } part)
        {
            length += part.Int;
            if (length == bytes.Length)
            {
                Array.Resize(ref bytes, 2 * length);
            }
        }
        _ = Libc.close(file);
        return bytes[..length];
    }
}
