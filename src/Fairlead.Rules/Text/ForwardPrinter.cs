using System.Globalization;
using System.Text;
using Fairlead.Rules.Forwarding;

namespace Fairlead.Rules.Text;

/// <summary>Writes a forward statement in its canonical form: reading it again gives an equal statement.</summary>
public static class ForwardPrinter
{
    /// <summary>The statement as one line of text, as it stands in a file; a target alone as it is.</summary>
    public static string Print(ForwardStatement statement) =>
        statement.IsBare ? PrintShort(statement) : $"{ForwardVocabulary.Forward} {PrintShort(statement)}";

    /// <summary>The statement without its first word, for tables and messages.</summary>
    public static string PrintShort(ForwardStatement statement)
    {
        var text = new StringBuilder();
        if (!statement.IsBare)
        {
            text.Append(RulePrinter.Name(statement.Protocol)).Append(' ').Append(Place(statement.Listen));
            text.Append(statement.Ports.Count > 0 ? ":" : "").AppendJoin(',', statement.Ports.Items).Append(" to ");
        }
        text.AppendJoin(',', Array.ConvertAll(statement.To.Items, Print));
        AppendOptions(text, statement.Options);
        return text.ToString();
    }

    private static string Place(ListenPlace place) => place switch
    {
        ListenPlace.Loopback => "loopback",
        ListenPlace.At { Host: EndpointHost.Literal { Address: var address } } => Bracketed(address, hasPort: true),
        ListenPlace.At { Host: EndpointHost.Named { Name: var name } } => name,
        ListenPlace.At { Host: EndpointHost.Device { Interface: var name } } => $"dev {RulePrinter.Quoted(name)}",
        ListenPlace.Activated { Name: var name } => $"activated:{RulePrinter.Quoted(name)}",
        _ => "any",
    };

    private static string Print(ForwardTarget target)
    {
        var host = target.Host is EndpointHost.Literal { Address: var address }
            ? Bracketed(address, hasPort: target.Port is not TargetPort.Same)
            : ((EndpointHost.Named)target.Host).Name;
        return target.Port switch
        {
            TargetPort.Fixed port => $"{host}:{port.Number}",
            TargetPort.InStep { Range: var range } => $"{host}:{range.First}-{range.Last}",
            TargetPort.Moved { By: var by } => string.Create(CultureInfo.InvariantCulture, $"{host}:{by:+0;-0}"),
            _ => host,
        };
    }

    private static string Bracketed(Address address, bool hasPort) =>
        RulePrinter.Bracketed(address.ToString(), address, hasPort);

    private static void AppendOptions(StringBuilder text, ForwardOptions options)
    {
        Append(text, "idle", options.Idle is { } idle ? Seconds.Print(idle) : null);
        Append(text, "sessions", options.Sessions?.ToString(CultureInfo.InvariantCulture));
        Append(text, "evict", options.Evict == default ? null : ForwardVocabulary.Evictions[(int)options.Evict]);
        text.Append(options.Transparent == Transparency.None ? "" : " transparent");
        text.Append(options.Transparent == Transparency.OneWay ? " oneway" : "");
        text.Append(options.SendProxy ? " proxy-v2" : "").Append(options.AcceptProxy ? " accept-proxy-v2" : "");
        var sources = Array.ConvertAll(options.From.Items, address => Bracketed(address, hasPort: false));
        Append(text, "from", sources.Length > 0 ? string.Join(',', sources) : null);
        Append(text, "resolve", options.Resolve == ForwardOptions.Default.Resolve ? null : Seconds.Print(options.Resolve));
        Append(text, "dev", options.Device is { } device ? RulePrinter.Quoted(device) : null);
        Append(text, "mark", options.Mark?.ToString(CultureInfo.InvariantCulture));
        Append(text, "rcvbuf", options.ReceiveBuffer?.ToString(CultureInfo.InvariantCulture));
        Append(text, "sndbuf", options.SendBuffer?.ToString(CultureInfo.InvariantCulture));
        text.Append(options.FreeBind ? " freebind" : "");
    }

    private static void Append(StringBuilder text, string name, string? value)
    {
        if (value is not null)
        {
            text.Append(' ').Append(name).Append(' ').Append(value);
        }
    }
}
