using System.Globalization;
using System.Text;

namespace Fairlead.Rules.Text;

/// <summary>Writes a rule in its canonical form: reading it again gives an equal rule.</summary>
public static class RulePrinter
{
    /// <summary>The rule as one line of text.</summary>
    public static string Print(Rule rule)
    {
        var text = new StringBuilder(Vocabulary.Verbs[(int)rule.Verb]);
        if (rule.Program is { } program)
        {
            text.Append(" program ").Append(Quoted(program));
        }
        text.Append(' ').Append(Name(rule.Protocol)).Append(rule.Match.Not ? " not " : " ");
        AppendMatch(text, rule.Match);
        AppendAction(text, rule.Action);
        foreach (var option in rule.Options.Items)
        {
            AppendOption(text, option);
        }
        return text.ToString();
    }

    internal static string Name(Protocol protocol) => protocol switch
    {
        Protocol.Tcp => "tcp",
        Protocol.Udp => "udp",
        _ => "any",
    };

    internal static void AppendMatch(StringBuilder text, Match match)
    {
        var place = match.Address switch
        {
            AddressPattern.Wildcard => "wildcard",
            AddressPattern.Loopback => "loopback",
            AddressPattern.Block { Network: var network } =>
                Bracketed(network.ToString(), network.Address, match.Ports.Count > 0),
            AddressPattern.Host host => host.Name,
            _ => "any",
        };
        text.Append(place).Append(match.Ports.Count > 0 ? ":" : "").AppendJoin(',', match.Ports.Items);
    }

    internal static string Bracketed(string text, Address address, bool hasPort) =>
        !address.IsV4 && (hasPort || Parser.NeedsBrackets(address)) ? $"[{text}]" : text;

    private static void AppendAction(StringBuilder text, RuleAction action)
    {
        switch (action)
        {
            case RuleAction.Allow:
                text.Append(" allow");
                break;
            case RuleAction.Fake:
                text.Append(" fake");
                break;
            case RuleAction.Deny deny:
                text.Append(" deny ").Append(deny.Errno);
                break;
            case RuleAction.Steer steer:
                AppendTarget(text, " to ", steer.To);
                AppendTarget(text, " from ", steer.From);
                break;
        }
    }

    private static void AppendTarget(StringBuilder text, string word, Target? target)
    {
        switch (target)
        {
            case Target.Endpoints endpoints:
                text.Append(word).AppendJoin(',', Array.ConvertAll(endpoints.List.Items, Print));
                break;
            case Target.Unix unix:
                text.Append(word).Append("unix:").Append(Quoted(unix.Path)).Append(Mode(unix.Mode));
                break;
            case Target.Activated activated:
                text.Append(word).Append("activated:").Append(Quoted(activated.Name));
                break;
        }
    }

    private static string Mode(int? mode) =>
        mode is { } bits ? $" mode 0{Convert.ToString(bits, 8).PadLeft(3, '0')}" : "";

    private static string Print(Endpoint endpoint)
    {
        var host = endpoint.Host switch
        {
            EndpointHost.Literal { Address: var address } =>
                Bracketed(address.ToString(), address, endpoint.Port.Kind != PortChangeKind.Keep),
            EndpointHost.Named named => named.Name,
            EndpointHost.Device device => $"dev {Quoted(device.Interface)}",
            _ => "",
        };
        return endpoint.Port.Kind switch
        {
            PortChangeKind.Set => $"{host}:{endpoint.Port.Number}",
            PortChangeKind.Add => $"{host}:+{endpoint.Port.Number}",
            _ => host,
        };
    }

    private static void AppendOption(StringBuilder text, SocketOption option)
    {
        var syntax = OptionSyntax.Of(option.Kind);
        text.Append(' ').Append(syntax.Name);
        if (syntax.Argument == OptionArgument.Number)
        {
            text.Append(' ').Append(option.Number.ToString(CultureInfo.InvariantCulture));
        }
        else if (option.Text is { } name)
        {
            text.Append(' ').Append(Quoted(name));
        }
    }

    internal static string Quoted(string word) => word.AsSpan().ContainsAny('"', '#') || Characters.HasBlank(word)
        ? $"\"{word.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\""
        : word;
}
