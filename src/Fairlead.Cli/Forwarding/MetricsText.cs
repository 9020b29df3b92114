using System.Globalization;
using System.Text;
using Fairlead.Forward.Statistics;

namespace Fairlead.Cli.Forwarding;

/// <summary>The text format of Prometheus, version 0.0.4.</summary>
internal static class MetricsText
{
    private const string Prefix = "fairlead_forward_";

    public static string Render(StatementStatistics[] statements)
    {
        var text = new StringBuilder();
        Single("sessions", "gauge", "Sessions now; of TCP, connections.", s => s.Sessions);
        Single("session_limit", "gauge", "The most sessions there may be.", s => s.SessionLimit);
        Single("sessions_begun_total", "counter", "Sessions that began.", s => s.Begun);
        Single("sessions_evicted_total", "counter", "Sessions that ended to make room for others.", s => s.Evicted);
        Both("forwarded_total", "Datagrams that were passed on; of TCP, connections.", s => s.ToBackend, s => s.ToClient);
        Both("bytes_total", "Bytes of payload that were passed on.", s => s.BytesToBackend, s => s.BytesToClient);
        Family("drops_total", "counter", "What was not passed on, by reason.");
        foreach (var statement in statements)
        {
            for (var reason = 0; reason < statement.Drops.Count; reason++)
            {
                Sample("drops_total", statement, "reason", DropText.Name((DropReason)reason), statement.Drops[reason]);
            }
        }
        return text.ToString();

        void Single(string name, string type, string help, Func<StatementStatistics, long> value)
        {
            Family(name, type, help);
            Array.ForEach(statements, statement => Sample(name, statement, null, null, value(statement)));
        }

        void Both(string name, string help, Func<StatementStatistics, long> toBackend, Func<StatementStatistics, long> toClient)
        {
            Family(name, "counter", help);
            foreach (var statement in statements)
            {
                Sample(name, statement, "to", "backend", toBackend(statement));
                Sample(name, statement, "to", "client", toClient(statement));
            }
        }

        void Family(string name, string type, string help) =>
            text.Append($"# HELP {Prefix}{name} {help}\n# TYPE {Prefix}{name} {type}\n");

        void Sample(string name, StatementStatistics statement, string? label, string? labelValue, long value)
        {
            text.Append(CultureInfo.InvariantCulture, $"{Prefix}{name}{{statement=\"{statement.Number}\",protocol=\"");
            text.Append($"{statement.Protocol}".ToLowerInvariant()).Append($"\",rule=\"{Escaped(statement.Text)}\"");
            text.Append(label is null ? "" : $",{label}=\"{labelValue}\"");
            text.Append(CultureInfo.InvariantCulture, $"}} {value}\n");
        }
    }

    private static string Escaped(string value) => value.Replace(@"\", @"\\").Replace("\"", "\\\"").Replace("\n", "\\n");
}
