using System.Net;
using Fairlead.Rules.Evaluation;

namespace Fairlead.Rules.Tests.Evaluation;

/// <summary>What the language says that a rule reaches, put as plainly as can be: bit by bit, and slowly.</summary>
internal static class NaiveModel
{
    /// <summary>The number of the first rule that reaches the call, from 1; 0: none.</summary>
    public static int FirstMatch(Rule[] rules, SocketCall call) => Array.FindIndex(rules, rule => Reaches(rule, call)) + 1;

    private static bool Reaches(Rule rule, SocketCall call) =>
        rule.Verb == call.Verb && ReachesProtocol(rule, call) && ReachesProgram(rule.Program, call.Program)
        && (rule.Match.Ports.Count == 0 || rule.Match.Ports.Any(range => Enumerable.Range(range.First, range.Last - range.First + 1).Contains(call.Port)))
        && Holds(rule.Match.Address, IPAddress.Parse(call.Address.ToString()), call.Verb) != rule.Match.Not;

    private static bool ReachesProtocol(Rule rule, SocketCall call) => rule.Protocol switch
    {
        Protocol.Any => true,
        var protocol => protocol == call.Protocol,
    };

    private static bool ReachesProgram(string? pattern, string? name) =>
        pattern == null || (name != null && (pattern.Last() == '*' ? name.StartsWith(pattern.TrimEnd('*'), StringComparison.Ordinal) : name == pattern));

    private static bool Holds(AddressPattern pattern, IPAddress address, Verb verb)
    {
        address = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return pattern switch
        {
            AddressPattern.Any => true,
            AddressPattern.Wildcard => IsWildcard(address),
            AddressPattern.Loopback => IPAddress.IsLoopback(address) || (verb == Verb.Connect && IsWildcard(address)),
            AddressPattern.Block block => HoldsBits(block.Network, address),
            _ => throw new ArgumentException(pattern.ToString()),
        };
    }

    private static bool IsWildcard(IPAddress address) => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);

    private static bool HoldsBits(Network network, IPAddress address)
    {
        var block = IPAddress.Parse(network.Address.ToString());
        return block.AddressFamily == address.AddressFamily
            && Bits(block).Take(network.PrefixLength).SequenceEqual(Bits(address).Take(network.PrefixLength));
    }

    private static IEnumerable<int> Bits(IPAddress address) =>
        address.GetAddressBytes().SelectMany(b => Enumerable.Range(0, 8).Select(i => b >> (7 - i) & 1));
}
