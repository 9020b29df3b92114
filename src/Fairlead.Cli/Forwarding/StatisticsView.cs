using System.Globalization;
using Fairlead.Engines.Logging;
using Fairlead.Forward;
using Fairlead.Forward.Statistics;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Fairlead.Cli.Forwarding;

/// <summary><c>--stats</c>: tables of statements and sessions on standard error.</summary>
/// <remarks>
/// At a terminal they stand at its top and change each second, with the last events below. Elsewhere they come one after
/// another, every ten seconds, as plain text.
/// </remarks>
internal sealed class StatisticsView
{
    private const int MostSessions = 10;
    private const int MostEvents = 5;
    private const string HomeAndClear = "\e[H\e[2J";

    private readonly Forwarder _forwarder;
    private readonly Queue<string> _events = [];
    private readonly bool _isTerminal = !Console.IsErrorRedirected;
    private readonly IAnsiConsole _console;
    private StatementStatistics[] _before = [];
    private long _beforeAt = Environment.TickCount64;

    private StatisticsView(Forwarder forwarder)
    {
        _forwarder = forwarder;
        _console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(Console.Error),
            Ansi = _isTerminal ? AnsiSupport.Detect : AnsiSupport.No,
            Interactive = InteractionSupport.No,
        });
        if (!_isTerminal)
        {
            _console.Profile.Width = 160;
        }
    }

    /// <summary>Starts to show them.</summary>
    public static void Start(ControlLoop control, Forwarder forwarder, ForwardHost host, Log log)
    {
        var view = new StatisticsView(forwarder);
        if (view._isTerminal && log.IsStderr)
        {
            host.Sink = view.Remember;
        }
        control.Every(TimeSpan.FromSeconds(view._isTerminal ? 1 : 10), view.Show);
    }

    private void Remember(ForwardEvent happened)
    {
        _events.Enqueue(happened.Message);
        if (_events.Count > MostEvents)
        {
            _events.Dequeue();
        }
    }

    private void Show()
    {
        var now = _forwarder.Statistics();
        var parts = new List<IRenderable> { Statements(now) };
        if (_forwarder.Busiest(MostSessions) is { Length: > 0 } sessions)
        {
            parts.Add(Sessions(sessions));
        }
        parts.AddRange(Drops(now).Concat(_events).Select(line => new Text(Plain.Text(line))));
        if (_isTerminal)
        {
            Console.Error.Write(HomeAndClear);
        }
        _console.Write(new Rows(parts));
        (_before, _beforeAt) = (now, Environment.TickCount64);
    }

    private Table Statements(StatementStatistics[] now)
    {
        var table = TableOf("#", "statement", "sessions", "to backend", "to client", "dropped");
        var seconds = Math.Max(1, Environment.TickCount64 - _beforeAt) / 1000.0;
        foreach (var s in now)
        {
            var before = Array.Find(_before, b => b.Number == s.Number && b.Protocol == s.Protocol) ?? s;
            string Rate(long count, long bytes) => $"{Short(Math.Max(0, count) / seconds)}/s {Short(Math.Max(0, bytes) * 8 / seconds)}bit/s";
            Row(table, $"{s.Number}", s.Text, $"{s.Sessions} of {s.SessionLimit}",
                Rate(s.ToBackend - before.ToBackend, s.BytesToBackend - before.BytesToBackend),
                Rate(s.ToClient - before.ToClient, s.BytesToClient - before.BytesToClient), Short(s.Dropped));
        }
        return table;
    }

    private static IEnumerable<string> Drops(StatementStatistics[] statements) =>
        from statement in statements
        where statement.Dropped > 0
        select $"  statement {statement.Number} dropped " + string.Join(", ", statement.Drops
            .Select((count, reason) => (Count: count, Reason: reason)).Where(drop => drop.Count > 0)
            .Select(drop => $"{Short(drop.Count)} {DropText.Name((DropReason)drop.Reason)}"));

    private static Table Sessions(SessionStatistics[] sessions)
    {
        var table = TableOf("#", "client", "backend", "to backend", "to client", "idle");
        foreach (var s in sessions)
        {
            Row(table, $"{s.Statement}", s.Client, s.Backend, Short(s.ToBackend), Short(s.ToClient), $"{s.IdleMilliseconds / 1000} s");
        }
        return table;
    }

    private static Table TableOf(params string[] columns)
    {
        var table = new Table().Border(TableBorder.Simple);
        Array.ForEach(columns, column => table.AddColumn(new TableColumn(new Text(column)) { NoWrap = column != "statement" }));
        return table;
    }

    private static void Row(Table table, params string[] cells) =>
        table.AddRow(Array.ConvertAll(cells, cell => (IRenderable)new Text(Plain.Text(cell))));

    // 1234567 as 1.2M
    private static string Short(double number)
    {
        var unit = 0;
        for (; number >= 10_000 && unit < 4; unit++)
        {
            number /= 1000;
        }
        return number.ToString(unit == 0 ? "0" : "0.0", CultureInfo.InvariantCulture) + (unit == 0 ? "" : $"{" kMGT"[unit]}");
    }
}
