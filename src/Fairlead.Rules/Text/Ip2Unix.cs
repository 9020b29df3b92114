namespace Fairlead.Rules.Text;

/// <summary>Reads rules of ip2unix, for those who bring theirs along: they get them in this language.</summary>
internal static class Ip2Unix
{
    /// <summary>The rule in this language; null where the word is none of ip2unix.</summary>
    public static string? Translate(string word)
    {
        var (verb, protocol, address, port, action) = ("bind", "any", "any", "", (string?)null);
        foreach (var item in word.Split(','))
        {
            var equals = item.IndexOf('=');
            var (key, value) = equals < 0 ? (item, "") : (item[..equals], item[(equals + 1)..]);
            switch (key)
            {
                case "in" or "out":
                    verb = key == "in" ? "bind" : "connect";
                    break;
                case "tcp" or "stream" or "udp" or "dgram" or "datagram":
                    protocol = ForeignWords.Meant(key) ?? key;
                    break;
                case "addr" or "address":
                    address = value;
                    break;
                case "port":
                    port = $":{value}";
                    break;
                default:
                    action = Action(key, value);
                    if (action is null)
                    {
                        return null;
                    }
                    break;
            }
        }
        var place = address.Contains(':') && port != "" ? $"[{address}]" : address;
        return action is null ? null : $"{verb} {protocol} {place}{port} {action}";
    }

    private static string? Action(string key, string value) => key switch
    {
        "path" => $"to unix:{value}",
        "abstract" => $"to unix:@{value}",
        "systemd" => $"to activated:{(value == "" ? "NAME" : value)}",
        "reject" => $"deny {value}".TrimEnd(),
        "blackhole" => "fake",
        "ignore" => "allow",
        _ => null,
    };
}
