using Fairlead.Layer.Calls;
using Fairlead.Layer.Log;
using Fairlead.Layer.Plan;
using Fairlead.Layer.Sockets;
using Fairlead.Linux;
using Fairlead.Rules;
using Fairlead.Rules.Evaluation;

namespace Fairlead.Layer.Operations;

/// <summary>bind(2) and connect(2) where another socket takes the place of the program's: <c>unix:</c> and <c>activated:</c>.</summary>
/// <remarks>
/// The program goes on to see IPv4 or IPv6: its address as asked, peers as loopback with a port that nobody uses; options of
/// IP and TCP are taken and have no effect. The other socket is bound or connected before it takes the place, so a call that
/// fails leaves the program's socket as it was.
/// </remarks>
internal static unsafe class StandInOperation
{
    /// <summary>Makes the call on another socket, which then takes the place.</summary>
    public static Verdict Call(
        ReadOnlySpan<byte> call, ref SocketFacts socket, Address asked, ushort port, ref Decision decision, bool isServer)
    {
        UnixPath path;
        var isUnix = decision.Kind == DecisionKind.Unix;
        var errno = isUnix
            ? UnixSocket.Create(ref socket, ref decision, out var made)
            : PassedSocket.Duplicate(ref socket, ref decision, out made);
        // Who asks for any port gets a file of its own, as it would get a port, and is shown the number in its name.
        (&path)->Expand(decision.Rule, asked, port == 0 && made >= 0 ? SocketName.InventedPort(made) : port);
        if (errno == Errno.None && isUnix)
            errno = isServer ? UnixSocket.Bind(made, &path, decision.Rule->Mode) : UnixSocket.Connect(made, &path);
        if (errno == Errno.None && decision.Rule->MakesUnix)
            errno = Note(made, KindOf(isServer, isUnix && !path.IsAbstract), asked, port);
        if (errno == Errno.None)
            errno = SocketReplacement.Put(socket.Fd, made, isServer);
        if (errno != Errno.None && made >= 0)
            OwnFile.Close(made);
        else if (errno == Errno.None && !decision.Rule->MakesUnix && decision.Rule->Hides)
            HiddenNames.HideLocal(ref socket, asked, port);
        DecisionLog.Report(
            call, ref socket, asked, port, ref decision, errno, isUnix ? path.Text() : InForce.At(decision.Rule->Path));
        return Verdict.Result(errno);
    }

    private static NoteKind KindOf(bool isServer, bool hasFile) =>
        !isServer ? NoteKind.Peer : hasFile ? NoteKind.LocalWithFile : NoteKind.Local;

    private static Errno Note(int made, NoteKind kind, in Address asked, ushort port)
    {
        SocketName name;
        SocketName.Make(&name, asked, port);
        if (port == 0)
            name.InventPort(made);
        var note = new SocketNote(kind, &name);
        return SocketNote.Attach(made, &note);
    }
}
