using Fairlead.Linux;
using Fairlead.Rules.Forwarding;
using static Fairlead.Linux.InConstants;
using static Fairlead.Linux.SocketConstants;

namespace Fairlead.Cli.Forwarding;

/// <summary>Whether transparent statements can work here: said at the start, not by answers that never come.</summary>
internal static class TransparentCheck
{
    /// <summary>Makes sure that transparent statements can work here.</summary>
    /// <exception cref="LinuxException">What is missing, and how to get it.</exception>
    public static void Require(ForwardRule[] rules)
    {
        var transparent = Array.FindAll(rules, rule => rule.Options.Transparent != Transparency.None);
        if (transparent.Length > 0)
        {
            RequireCapability(transparent[0]);
        }
        if (Array.Find(transparent, rule => rule.Options.Transparent == Transparency.Full) is { } full && WhyNotSetUp(full) is { } reason)
        {
            throw new LinuxException($"statement {full.Number} is transparent", Errno.ENETUNREACH, reason
                + ", so that answers would not come here: run `fairlead forward --setup` as root (--dry-run prints what it does)");
        }
    }

    private static void RequireCapability(ForwardRule rule)
    {
        var (family, level, option) = rule.Listen[0].Address.Unmap().IsV4
            ? (AF_INET, IPPROTO_IP, IP_TRANSPARENT)
            : (AF_INET6, IPPROTO_IPV6, IPV6_TRANSPARENT);
        SocketPrivilege.Require(family, level, option, 1, $"statement {rule.Number} is transparent (IP_TRANSPARENT)",
            "it needs CAP_NET_RAW or CAP_NET_ADMIN: run as root, or with AmbientCapabilities=CAP_NET_RAW in the unit");
    }

    // Another tool's rules will do, with whatever mark and table.
    private static string? WhyNotSetUp(ForwardRule rule)
    {
        foreach (var (family, isV4) in ((int, bool)[])[(4, true), (6, false)])
        {
            var isAsked = Array.Exists(
                rule.Listen.Items, point => point.Address.Unmap().IsV4 == isV4 || point.Passed is { IsDualStack: true });
            if (isAsked && !HasMarkedRoute(family))
            {
                return $"no IPv{family} routing rule delivers marked packets to this host";
            }
        }
        return IsMarkingKnownToBeMissing() ? "no rule of nftables marks the packets of transparent sockets" : null;
    }

    private static bool HasMarkedRoute(int family) =>
        HostRouting.MarkRules(family).Any(rule => HostRouting.DeliversHere(family, rule.Table));

    // Who may not ask nftables does not know; nor do we where iptables-legacy may hold the rule.
    private static bool IsMarkingKnownToBeMissing()
    {
        if (!SystemProgram.Exists("nft"))
        {
            return false;
        }
        var (status, output, _) = SystemProgram.Run("nft", "nftables", ["list", "ruleset"]);
        return status == 0 && !output.Contains("socket", StringComparison.Ordinal) && !MayHaveLegacyTables();
    }

    private static bool MayHaveLegacyTables()
    {
        try
        {
            return File.ReadAllText("/proc/net/ip_tables_names").Length > 0;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
        catch (UnauthorizedAccessException)
        {
            return true;
        }
    }
}
