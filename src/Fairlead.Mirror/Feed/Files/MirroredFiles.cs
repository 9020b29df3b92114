using Fairlead.Linux;
using Fairlead.Mirror.Agent.Files;
using Fairlead.Mirror.Frames;
using Fairlead.Rules.Mirroring;

namespace Fairlead.Mirror.Feed.Files;

/// <summary>The files of a session: what the program finds under the names of <c>files</c> statements.</summary>
/// <remarks>
/// Order of events. The agent is told of the patterns, and opens the target's root - mount points are found: what is here is
/// compared with what is there - the program's mount namespace is made, and its file systems are served from then on - the
/// program starts in it. When the agent is gone, the target's files fail with ENOTCONN; when this process is, all do.
/// </remarks>
internal sealed class MirroredFiles : IDisposable
{
    private readonly FeedSession _session;
    private readonly List<FuseServer> _servers = [];
    private readonly LocalFiles _local;
    private readonly FileSpace _space;

    private MirroredFiles(FeedSession session, LocalFiles local, RemoteFiles remote, FileView view, List<MountPoint> points)
    {
        (_session, _local) = (session, local);
        (uint, uint)? owner = FileSpace.MayMount() ? null : (Libc.geteuid(), Libc.getegid());
        _space = FileSpace.Make(points, (point, device) => session.Do(
            () => _servers.Add(new FuseServer(session.Loop, device, point.Path, view, remote, local, owner))));
    }

    /// <summary>The namespaces that the program enters, in order.</summary>
    public int[] Spaces => _space.Spaces;

    /// <summary>Makes them ready.</summary>
    /// <param name="session">The session; the agent has been greeted.</param>
    /// <param name="statements">The statements, in their order; at least one.</param>
    /// <param name="patience">How long to wait for the agent.</param>
    /// <exception cref="SessionException">The agent refuses.</exception>
    /// <exception cref="LinuxException">This machine does.</exception>
    public static MirroredFiles Open(FeedSession session, FilesStatement[] statements, TimeSpan patience)
    {
        var remote = new RemoteFiles(session);
        session.Do(() => session.Files = remote);
        remote.Begin(Array.ConvertAll(statements, Message), patience);
        var view = new FileView(statements);
        var points = MountPoint.Find(view.Patterns, path => remote.Mode(path, patience));
        return new MirroredFiles(session, new LocalFiles(session.Loop, session.Link.Flush), remote, view, points);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _session.Do(() => _servers.ForEach(server => server.Dispose()));
        _local.Dispose();
        _space.Dispose();
    }

    private static FilePatternMessage Message(FilesStatement statement) => new(
        FilePath.FromPeople(statement.Pattern), statement.Handling.ToString().ToLowerInvariant());
}
