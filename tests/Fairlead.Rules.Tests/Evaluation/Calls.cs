using Fairlead.Rules.Evaluation;
using Fairlead.Rules.Tests.Text;

namespace Fairlead.Rules.Tests.Evaluation;

/// <summary>Calls as tests write them: "tcp4 10.0.0.1:80", "udp6 [::]:53", "tcp6only [::]:80".</summary>
internal static class Calls
{
    public static SocketCall Bind(string text, string? program = null) => Parse(Verb.Bind, text, program);

    public static SocketCall Connect(string text, string? program = null) => Parse(Verb.Connect, text, program);

    private static SocketCall Parse(Verb verb, string text, string? program)
    {
        var (socket, endpoint) = (text[..text.IndexOf(' ')], text[(text.IndexOf(' ') + 1)..]);
        var colon = endpoint.LastIndexOf(':');
        return new SocketCall(
            verb, Enum.Parse<Protocol>(socket[..3], ignoreCase: true), socket[3] == '6', socket.EndsWith("only", StringComparison.Ordinal),
            Reading.Address(endpoint[..colon].Trim('[', ']')), ushort.Parse(endpoint[(colon + 1)..]), program);
    }
}
