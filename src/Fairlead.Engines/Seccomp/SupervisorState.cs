using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Fairlead.Engines.Hosting;
using Fairlead.Engines.Logging;
using Fairlead.Linux;
using Fairlead.Rules;
using Fairlead.Rules.Resolution;
using Fairlead.Rules.Text;

namespace Fairlead.Engines.Seccomp;

/// <summary>All that a second supervisor must know to go on where the first one stops, as lines of text in a memfd.</summary>
/// <remarks>
/// Rules travel in their own language, with the answers that names had: so there is one reader of rules. What sockets
/// show, the socket files, and calls that wait follow. A line is a word and its arguments.
/// </remarks>
internal sealed class SupervisorState
{
    private readonly List<WrittenRule> _rules = [];
    private readonly List<string[]> _lines = [];

    /// <summary>The names as they were resolved.</summary>
    public NameRecord Names { get; private init; } = new(host: null);

    /// <summary>The log.</summary>
    public Log Log { get; private set; } = new(2, json: false, Verbosity.Normal);

    /// <summary>Writes the state of a supervisor; gives the memfd, which is closed on exec.</summary>
    public static int Write(ResolvedRule[] rules, NameRecord names, Log log, CallDispatch? dispatch, Supervisor? supervisor)
    {
        var text = new StringBuilder();
        text.AppendLine(log.Describe());
        names.Write().ToList().ForEach(line => text.AppendLine(line));
        Array.ForEach(rules, rule => text.Append("rule ").AppendLine(RulePrinter.Print(rule.Rule)));
        if (dispatch is not null)
        {
            Append(text, dispatch);
        }
        supervisor?.Waiting.ForEach(call => text.AppendLine(Describe(call)));
        var file = LinuxException.Check(Libc.memfd_create("fairlead-state\0"u8, MmanConstants.MFD_CLOEXEC), "memfd_create");
        using var stream = new FileStream(new Microsoft.Win32.SafeHandles.SafeFileHandle(file, ownsHandle: false), FileAccess.Write);
        stream.Write(Encoding.UTF8.GetBytes(text.ToString()));
        return file;
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static SupervisorState Read(int file)
    {
        var state = new SupervisorState();
        _ = Libc.lseek(file, 0, 0);
        using var stream = new FileStream(new Microsoft.Win32.SafeHandles.SafeFileHandle(file, ownsHandle: true), FileAccess.Read);
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            state.Take(line);
        }
        return state;
    }

    /// <summary>The rules, resolved as they were.</summary>
    public ResolvedRule[] Resolve() => new Resolver(Names).Resolve(_rules).Rules;

    /// <summary>Gives a new supervisor what the old one knew.</summary>
    public void Restore(CallDispatch dispatch, Supervisor supervisor)
    {
        foreach (var words in _lines)
        {
            Restore(dispatch, supervisor, words);
        }
    }

    private void Take(string line)
    {
        var words = line.Split(' ');
        switch (words[0])
        {
            case "rule":
                _rules.Add((WrittenRule)RuleParser.Parse("handed over", line[5..]).Statements[0]);
                break;
            case "host" or "interface" or "activated":
                Names.Read(words);
                break;
            case "log":
                Log = Log.FromDescription(words);
                break;
            default:
                _lines.Add(words[0] == "file" ? ["file", line[5..]] : words);
                break;
        }
    }

    private static void Append(StringBuilder text, CallDispatch dispatch)
    {
        var steering = dispatch.Steering;
        foreach (var (cookie, name) in steering.LocalNames.All)
        {
            text.AppendLine($"local {cookie} {name.Address} {name.Port}");
        }
        foreach (var (cookie, name) in steering.PeerNames.All)
        {
            text.AppendLine($"peer {cookie} {name.Address} {name.Port}");
        }
        foreach (var ((address, port), name) in steering.ListenerNames.All)
        {
            text.AppendLine($"listener {address} {port} {name.Address} {name.Port}");
        }
        foreach (var file in dispatch.Replacement.Files)
        {
            text.AppendLine($"file {file}");
        }
    }

    private static void Restore(CallDispatch dispatch, Supervisor supervisor, string[] words)
    {
        var steering = dispatch.Steering;
        switch (words[0])
        {
            case "local":
                steering.LocalNames.Set(Number(words[1]), Name(words[2], words[3]));
                break;
            case "peer":
                steering.PeerNames.Set(Number(words[1]), Name(words[2], words[3]));
                break;
            case "listener":
                var real = Name(words[1], words[2]);
                steering.ListenerNames.Set((real.Address, real.Port), Name(words[3], words[4]));
                break;
            case "file":
                dispatch.Replacement.Files.Add(words[1]);
                break;
            case "waiting":
                supervisor.Adopt(MemoryMarshal.Read<seccomp_notif>(Convert.FromHexString(words[1])), (long)Number(words[2]));
                break;
        }
    }

    // The call's own copy of the socket is made anew when it is judged again.
    private static string Describe(WaitingCall call)
    {
        var notif = call.Notif;
        return $"waiting {Convert.ToHexString(MemoryMarshal.AsBytes(new ReadOnlySpan<seccomp_notif>(in notif)))} {call.Deadline}";
    }

    private static HiddenName Name(string address, string port) =>
        Address.TryParse(address, out var parsed) && ushort.TryParse(port, CultureInfo.InvariantCulture, out var number)
            ? new HiddenName(parsed, number)
            : throw new FormatException($"not an endpoint: {address} {port}");

    private static ulong Number(string text) => ulong.Parse(text, CultureInfo.InvariantCulture);
}
