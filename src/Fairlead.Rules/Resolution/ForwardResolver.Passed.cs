using Fairlead.Rules.Forwarding;
using Fairlead.Rules.Text;

namespace Fairlead.Rules.Resolution;

/// <content>The sockets of the service manager: by their turn, and by name.</content>
public sealed partial class ForwardResolver
{
    private const string TheLines = "each ListenDatagram= and ListenStream= line of the .socket unit is for one target, in "
        + "their order";

    private bool CheckTurns(IReadOnlyList<WrittenForward> statements)
    {
        WrittenForward? bare = null, whole = null;
        foreach (var statement in statements)
        {
            (bare, whole) = statement.Forward.IsBare ? (bare ?? statement, whole) : (bare, whole ?? statement);
        }
        if (bare is null)
        {
            return true;
        }
        return whole is null ? CheckCount(statements) : Refuse(bare, "a target alone stands beside a whole statement "
            + $"({ForwardPrinter.PrintShort(whole.Forward)}): write all or none of them with PROTOCOL LISTEN to; "
            + "`activated:NAME` listens at a passed socket");
    }

    private bool CheckCount(IReadOnlyList<WrittenForward> statements)
    {
        var (sockets, targets) = (passed.Length, statements.Count);
        if (sockets == 0)
        {
            var target = ForwardPrinter.PrintShort(statements[0].Forward);
            return Refuse(statements[0], "no sockets were passed (LISTEN_FDS), and a target alone is for one of them: "
                + $"{TheLines}; without systemd, say where to listen: `udp any:27000 to {target}`");
        }
        if (sockets < targets)
        {
            return Refuse(statements[sockets], $"there is no passed socket {sockets + 1} for target {sockets + 1} of {targets}: "
                + $"{Count(sockets, "socket")} passed; {TheLines}");
        }
        return sockets == targets || Refuse(statements[^1], $"there is no target for passed socket {targets + 1} of {sockets}, "
            + $"\"{passed[targets].Name}\": {Count(targets, "target")} given; {TheLines}");
    }

    private static string Count(int count, string what) => count == 1 ? $"1 {what} was" : $"{count} {what}s were";

    private bool Refuse(WrittenForward statement, string message)
    {
        Fail(statement.Source, statement.Source.Text.Trim(), message);
        return false;
    }

    private void AddPassed(int number, WrittenForward written, ActivatedSocket socket, Backend[] to)
    {
        if (socket is not { IsUnix: false, Protocol: { } protocol, Address: not null })
        {
            Refuse(written, $"passed socket {number}, \"{socket.Name}\", is {What(socket)}: {TheLines}, with ADDRESS:PORT");
            return;
        }
        var options = written.Forward.Options;
        if (protocol == Protocol.Tcp && (options.Transparent == Transparency.OneWay || options.Evict != default))
        {
            var word = options.Transparent == Transparency.OneWay ? ForwardVocabulary.OneWay : "evict";
            Fail(written.Source, word, $"passed socket {number}, \"{socket.Name}\", is of TCP, and `{word}` is of UDP alone");
            return;
        }
        Add(number, written, protocol, [Point(socket)], to);
    }

    private void AddActivated(int number, WrittenForward written, string name, Backend[] to)
    {
        if (!Array.Exists(passed, s => s.Name == name))
        {
            Fail(written.Source, $"activated:{name}", $"no socket named \"{name}\" was passed: a .socket unit with "
                + $"FileDescriptorName={name} passes it in LISTEN_FDS and LISTEN_FDNAMES");
        }
        AddActivated(number, written, name, Protocol.Udp, to);
        AddActivated(number, written, name, Protocol.Tcp, to);
    }

    private void AddActivated(int number, WrittenForward written, string name, Protocol protocol, Backend[] to)
    {
        var asked = written.Forward.Protocol;
        var sockets = asked != Protocol.Any && asked != protocol
            ? []
            : Array.FindAll(passed, s => s.Name == name && s.Protocol == protocol && s is { IsUnix: false, Address: not null });
        if (sockets.Length > 0)
        {
            Add(number, written, protocol, Array.ConvertAll(sockets, Point), to);
        }
    }

    private static ListenPoint Point(ActivatedSocket socket) => new(socket.Address!.Value, socket.Port, socket);

    // A name may be of several sockets, and one that no statement takes would be a port that never answers.
    private void CheckPassed(IReadOnlyList<WrittenForward> statements)
    {
        foreach (var socket in passed)
        {
            var isTaken = _rules.Exists(rule => Array.Exists(rule.Listen.Items, point => point.Passed == socket));
            if (!isTaken && NamedBy(statements, socket.Name) is { } source)
            {
                Fail(source, $"activated:{socket.Name}", $"passed socket \"{socket.Name}\" (descriptor {socket.Descriptor}) is "
                    + $"{What(socket)}, and no statement takes it: ListenDatagram=ADDRESS:PORT makes a socket of UDP for `udp`, "
                    + "ListenStream= one of TCP for `tcp`, and `any` takes both");
            }
        }
    }

    private static SourceLine? NamedBy(IReadOnlyList<WrittenForward> statements, string name)
    {
        foreach (var statement in statements)
        {
            if (statement.Forward.Listen is ListenPlace.Activated activated && activated.Name == name)
            {
                return statement.Source;
            }
        }
        return null;
    }

    private static string What(ActivatedSocket socket) => socket switch
    {
        { IsUnix: true } => "a unix socket",
        { Protocol: Protocol.Tcp } => "of TCP",
        { Protocol: Protocol.Udp } => "of UDP",
        _ => "neither of TCP nor of UDP",
    };
}
