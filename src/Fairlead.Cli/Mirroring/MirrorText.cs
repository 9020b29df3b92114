using System.Text;
using Fairlead.Rules;
using Fairlead.Rules.Mirroring;
using Fairlead.Rules.Text;

namespace Fairlead.Cli.Mirroring;

/// <summary>What the statements of a session do, as people read it: at the target, and here.</summary>
internal static class MirrorText
{
    /// <summary>Stands in a plan for the address that a session gets when it starts; port 0 stands for its free ports.</summary>
    public static readonly Address Session = Address.V4(0x7F400001);

    /// <summary>Appends the statements and their effects; nothing where there are none.</summary>
    public static void Append(StringBuilder text, MirrorPlan session)
    {
        if (session.Statements.Length == 0)
        {
            return;
        }
        text.Append("statements:\n");
        for (var i = 0; i < session.Statements.Length; i++)
        {
            var statement = session.Statements[i].Mirror;
            text.Append($"  {i + 1}. {MirrorPrinter.Print(statement)}\n");
            text.Append($"     at the target: {Remote(statement)}\n");
            text.Append($"     here: {Local(statement)}\n");
        }
        if (session.Feeds.Length > 0 || session.Dns is not null)
        {
            text.Append($"  in the rules below, {Session} stands for the address of the session, and port 0 for its free ports\n");
        }
    }

    private static string Remote(MirrorStatement statement) => statement switch
    {
        FeedStatement feed => Remote(feed),
        FilesStatement { Handling: FileHandling.Read } => "files are read, none is changed",
        FilesStatement { Handling: FileHandling.Write } => "files are read and changed",
        EnvStatement => "the environment of the process is read",
        DnsStatement => "names are resolved, as resolv.conf and hosts there say",
        OutgoingStatement { Protocol: Protocol.Tcp } => "connections are made from there",
        OutgoingStatement { Protocol: Protocol.Udp } => "datagrams are sent from there",
        OutgoingStatement => "connections are made and datagrams sent from there",
        _ => "nothing",
    };

    private static string Remote(FeedStatement feed) => feed switch
    {
        { Options.Passive: true } => "packets are copied (AF_PACKET); what is lost is counted",
        { Kind: FeedKind.Mirror, Protocol: Protocol.Udp } => "datagrams are copied on their way to the real program, which answers",
        { Kind: FeedKind.Mirror } => "new connections pass through the agent to the real program, which answers",
        { Options.HasFilter: true } => "requests of new connections are read: those that match come here, all others go to the real program",
        { Protocol: Protocol.Udp } => "datagrams come here, and the real program gets none",
        _ => "new connections come here, and the real program gets none",
    };

    private static string Local(MirrorStatement statement) => statement switch
    {
        FeedStatement feed => Local(feed),
        FilesStatement { Handling: FileHandling.Read } => "the program finds the target's files, and cannot write them",
        FilesStatement { Handling: FileHandling.Write } => "the program finds the target's files",
        FilesStatement { Handling: FileHandling.Local } => "the program finds the files of this machine",
        FilesStatement => "the program finds no such file",
        EnvStatement env => $"the program starts with those variables{(env.Names.Count == 0 ? ", but for those of a machine, such as PATH" : "")}",
        DnsStatement => "queries to port 53 go to a resolver of the session",
        _ => "what matches does not leave from this machine; loopback matches where it is named",
    };

    private static string Local(FeedStatement feed) => (feed.Kind, feed.Options.Diff) switch
    {
        (FeedKind.Mirror, true) => "the program gets the copy, and its answers are compared with the real ones and dropped",
        (FeedKind.Mirror, false) => "the program gets the copy, and its answers are dropped",
        _ => "the program answers",
    };
}
