using Fairlead.Rules;

namespace Fairlead.Engines.Cgroup.Tree;

/// <summary>A socket of a process, as the kernel sees it.</summary>
/// <param name="Protocol">tcp, udp or udplite.</param>
/// <param name="State">In the words of ss(8).</param>
/// <param name="Local">The address it is bound to.</param>
/// <param name="LocalPort">The port it is bound to.</param>
/// <param name="Remote">The address it is connected to; a wildcard where it is not.</param>
/// <param name="RemotePort">The port it is connected to; 0 where it is not.</param>
/// <param name="Inode">Its inode, as in /proc/PID/fd; 0 where no process holds it (any more, or yet).</param>
/// <param name="CgroupId">The cgroup that it was made in.</param>
public sealed record SocketRecord(
    string Protocol, string State, Address Local, int LocalPort, Address Remote, int RemotePort, ulong Inode, ulong CgroupId)
{
    /// <summary>For people: tcp LISTEN 0.0.0.0:8080, or udp ESTAB 10.0.0.1:5000 -> 10.0.0.2:53.</summary>
    public override string ToString() => RemotePort == 0
        ? $"{Protocol} {State} {Local.WithPort(LocalPort)}"
        : $"{Protocol} {State} {Local.WithPort(LocalPort)} -> {Remote.WithPort(RemotePort)}";
}
