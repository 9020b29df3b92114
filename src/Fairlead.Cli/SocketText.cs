using Fairlead.Engines.Cgroup.Tree;

namespace Fairlead.Cli;

/// <summary>The sockets of a cgroup and who holds them, as people read them.</summary>
/// <param name="directory">The directory of the cgroup.</param>
internal sealed class SocketText(string directory)
{
    private readonly Dictionary<ulong, int> _owners = SocketOwners.In(directory);
    private readonly Dictionary<int, string> _names = CgroupProcess.In(directory).ToDictionary(p => p.Id, p => p.Name);

    /// <summary>The process that holds a socket; null: none of the cgroup does.</summary>
    public int? OwnerOf(SocketRecord socket) => _owners.TryGetValue(socket.Inode, out var pid) ? pid : null;

    /// <summary>tcp LISTEN 0.0.0.0:8080 (process 123 python3)</summary>
    public string Of(SocketRecord socket) => OwnerOf(socket) is { } pid
        ? $"{socket} (process {pid} {_names.GetValueOrDefault(pid)})"
        : $"{socket}";
}
