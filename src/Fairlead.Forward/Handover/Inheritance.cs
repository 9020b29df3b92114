using System.Globalization;
using System.Text;
using Fairlead.Linux;
using Fairlead.Rules;

namespace Fairlead.Forward.Handover;

/// <summary>What a predecessor left: sockets that listen, and their sessions.</summary>
public sealed class Inheritance
{
    private readonly Dictionary<PlaceKey, List<int>> _sockets = [];
    private readonly Dictionary<int, int> _numbers = [];
    private readonly Dictionary<int, List<InheritedSession>> _sessions = [];
    private readonly List<int> _descriptors = [];
    private int _lines;
    private bool _isWhole;

    /// <summary>How many sessions there are.</summary>
    public int Sessions => _sessions.Values.Sum(list => list.Count);

    /// <summary>Reads what is in sockets until their other sides are closed, or the last line has come.</summary>
    /// <exception cref="HandoverException">It cannot be read; every descriptor that came is closed.</exception>
    public static Inheritance Read(params ReadOnlySpan<int> sockets)
    {
        var inheritance = new Inheritance();
        var text = new byte[DescriptorMessage.MostBytes];
        try
        {
            foreach (var socket in sockets)
            {
                while (!inheritance._isWhole && inheritance.TryReadMessage(socket, text))
                {
                }
            }
            return inheritance._isWhole ? inheritance : throw new HandoverException("it ends before its last line");
        }
        catch (Exception e) when (e is HandoverException or FormatException or OverflowException or IndexOutOfRangeException
            or ArgumentException or KeyNotFoundException)
        {
            inheritance._descriptors.ForEach(descriptor => _ = Libc.close(descriptor));
            throw e as HandoverException ?? new HandoverException($"it cannot be read: {e.Message}");
        }
    }

    /// <summary>The sockets of a place, which are no longer left; empty: none.</summary>
    internal int[] TakeSockets(PlaceKey key) => _sockets.Remove(key, out var sockets) ? [.. sockets] : [];

    /// <summary>The sessions of a socket, which are no longer left.</summary>
    internal List<InheritedSession> TakeSessions(int socket) => _sessions.Remove(socket, out var sessions) ? sessions : [];

    /// <summary>Closes what nobody took.</summary>
    internal void Close()
    {
        foreach (var socket in _sockets.Values.SelectMany(sockets => sockets))
        {
            _ = Libc.close(socket);
        }
        foreach (var session in _sessions.Values.SelectMany(sessions => sessions))
        {
            Array.ForEach(session.Descriptors, descriptor => _ = Libc.close(descriptor));
        }
    }

    private bool TryReadMessage(int socket, byte[] text)
    {
        var first = _descriptors.Count;
        var received = DescriptorMessage.Receive(socket, text, _descriptors);
        if (received.Errno == Errno.EMFILE)
        {
            throw new HandoverException("it has more descriptors than this process may have: LimitNOFILE= or ulimit -n raises that");
        }
        if (received is not { Ok: true, Value: > 0 })
        {
            return false;
        }
        ReadMessage(Encoding.ASCII.GetString(text, 0, received.Int), _descriptors[first..]);
        return true;
    }

    private void ReadMessage(string text, List<int> descriptors)
    {
        var used = 0;
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var words = line.Split(' ');
            var count = Number(words[0]);
            int[] own = [.. descriptors.GetRange(used, count)];
            used += count;
            ReadLine(words[1..], own);
            _lines++;
        }
    }

    private void ReadLine(string[] words, int[] descriptors)
    {
        if (_lines == 0)
        {
            RequireVersion(string.Join(' ', words));
            return;
        }
        switch (words[0])
        {
            case "listen":
                var key = new PlaceKey(words[2] == "udp" ? Protocol.Udp : Protocol.Tcp, ParseAddress(words[3]), (ushort)Number(words[4]));
                _sockets.TryAdd(key, []);
                _sockets[key].Add(descriptors[0]);
                _numbers.Add(Number(words[1]), descriptors[0]);
                _sessions.Add(descriptors[0], []);
                break;
            case "session" or "connection":
                _sessions[_numbers[Number(words[1])]].Add(new InheritedSession(words[2..], descriptors));
                break;
            case "end":
                _isWhole = Number(words[1]) == _lines ? true : throw new FormatException("lines are missing");
                break;
            default:
                throw new FormatException($"{words[0]} is no kind of line");
        }
    }

    private static void RequireVersion(string line)
    {
        if (line != HandoverWriter.Version)
        {
            throw new HandoverException($"it says \"{line}\" where this version says \"{HandoverWriter.Version}\"");
        }
    }

    private static int Number(string word) => int.Parse(word, CultureInfo.InvariantCulture);

    private static Address ParseAddress(string word) =>
        Address.TryParse(word, out var address) ? address : throw new FormatException($"{word} is no address");
}

/// <summary>A session that a predecessor left.</summary>
/// <param name="Words">What is known of it, as its kind writes it.</param>
/// <param name="Descriptors">Its descriptors.</param>
internal sealed record InheritedSession(string[] Words, int[] Descriptors);

/// <summary>What a predecessor left cannot be taken.</summary>
public sealed class HandoverException(string message) : Exception($"what the predecessor left cannot be taken: {message}");
