using Fairlead.Layer.Plan;
using Fairlead.Rules;
using Fairlead.Rules.Evaluation;

namespace Fairlead.Layer.Log;

/// <summary>The words of decisions.</summary>
internal static class Words
{
    public static ReadOnlySpan<byte> Protocol(Protocol protocol, bool isJson) => protocol switch
    {
        Rules.Protocol.Tcp => "tcp"u8,
        Rules.Protocol.Udp => "udp"u8,
        _ => isJson ? "any"u8 : "inet"u8,
    };

    public static ReadOnlySpan<byte> Of(DecisionKind kind) => kind switch
    {
        DecisionKind.Untouched => "untouched"u8,
        DecisionKind.Allow => "allowed"u8,
        DecisionKind.Deny => "denied"u8,
        DecisionKind.Fake => "faked"u8,
        _ => default,
    };

    public static ReadOnlySpan<byte> Of(Refusal refusal) => refusal switch
    {
        Refusal.NoAddress => "the rule has no address of the socket's family"u8,
        Refusal.PortTooHigh => "the port that the rule makes is over 65535"u8,
        Refusal.OptionNotSet => "an option of the rule cannot be set"u8,
        Refusal.NotOnThisMachine => "the address is not on this machine"u8,
        Refusal.BoundByProgram =>
            "the program has bound the socket itself, and it cannot be bound twice; a `bind` rule reaches that call"u8,
        Refusal.NoSource => "the source cannot be set"u8,
        Refusal.NotTcp => "only a TCP socket can become a unix socket"u8,
        Refusal.PassedIsClosed => "the program has closed the passed socket"u8,
        Refusal.PassedIsOther => "the passed socket is of another type"u8,
        _ => default,
    };
}
