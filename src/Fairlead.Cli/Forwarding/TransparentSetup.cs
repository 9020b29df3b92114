using System.Text;
using Fairlead.Engines.Hosting;
using Fairlead.Linux;

namespace Fairlead.Cli.Forwarding;

/// <summary><c>fairlead forward --setup</c> and <c>--teardown</c>: what transparent mode needs of the host, made and taken away.</summary>
/// <remarks>
/// <para>Answers of a backend go to the client's own address. On their way through this host, nftables marks those that a
/// transparent socket waits for; a routing rule leads what has the mark to a table whose one route says: deliver here.</para>
/// <para>Only what is missing is made, and only what is there is taken away: both may be done twice. The rule of nftables leaves
/// wildcard sockets out, so that a transparent proxy beside us gets no more than before.</para>
/// <para>No chain leads to `defragment`: that a `tproxy` stands anywhere lets the kernel put datagrams together before it looks
/// for their socket. Only the first fragment has ports. Connection tracking would do so too, at a cost for every packet.</para>
/// <para>Limits. It is gone after the next boot: the unit in packaging/systemd does it at each start.</para>
/// </remarks>
internal sealed class TransparentSetup(TransparentRoute route, bool isDryRun)
{
    private const string NftTable = "inet fairlead_forward";

    private readonly StringBuilder _printed = new();
    private bool _hasChanged;

    private string Nft =>
        $$"""
        table {{NftTable}}
        delete table {{NftTable}}
        table {{NftTable}} {
            chain prerouting {
                type filter hook prerouting priority mangle; policy accept;
                meta l4proto { tcp, udp } socket wildcard 0 socket transparent 1 meta mark set {{route.MarkText}}
            }
            chain defragment {
                meta l4proto udp tproxy to :1
            }
        }

        """;

    /// <summary>Makes what is missing; gives the exit status.</summary>
    public int Install()
    {
        RequirePrivilege("--setup");
        foreach (var family in Families())
        {
            DoUnless(route.HasRule(family), "ip", $"-{family} rule add {Selector} priority {TransparentRoute.Default}");
            DoUnless(route.HasRoute(family), "ip", $"-{family} route replace {Route}");
        }
        DoUnless(HasNftRule(), "nft", "-f -", Nft);
        return Finish("transparent forwarding is set up", "transparent forwarding was set up already");
    }

    /// <summary>Takes away what is there; gives the exit status.</summary>
    public int Remove()
    {
        RequirePrivilege("--teardown");
        DoUnless(!HasNftTable(), "nft", $"delete table {NftTable}");
        foreach (var family in Families())
        {
            DoUnless(!route.HasRoute(family), "ip", $"-{family} route del {Route}");
            DoUnless(!route.HasRule(family), "ip", $"-{family} rule del {Selector}");
        }
        return Finish("transparent forwarding is no longer set up", "transparent forwarding was not set up");
    }

    private string Selector => $"fwmark {route.MarkText} lookup {route.Table}";

    private string Route => $"local default dev lo table {route.Table}";

    // A kernel without IPv6 has no such file.
    private static int[] Families() => File.Exists("/proc/net/if_inet6") ? [4, 6] : [4];

    private void RequirePrivilege(string option)
    {
        if (!isDryRun && !Capabilities.Has(Capabilities.CAP_NET_ADMIN))
        {
            throw new LinuxException(option, Errno.EPERM, "it needs CAP_NET_ADMIN: run it as root (--dry-run prints what it does)");
        }
    }

    private static bool HasNftTable() => ListNft().Status == 0;

    private bool HasNftRule() =>
        ListNft() is { Status: 0, Output: var output } && output.Contains($"0x{route.Mark:x8}", StringComparison.Ordinal);

    private static (int Status, string Output, string Error) ListNft() =>
        SystemProgram.Run("nft", "nftables", ["list", "table", .. NftTable.Split(' ')]);

    private void DoUnless(bool isDone, string program, string arguments, string? input = null)
    {
        if (isDone)
        {
            return;
        }
        _hasChanged = true;
        if (isDryRun)
        {
            _printed.Append(input is null ? $"{program} {arguments}\n" : $"{program} {arguments} <<'END'\n{input}END\n");
            return;
        }
        var (status, _, error) = SystemProgram.Run(program, program == "ip" ? "iproute2" : "nftables", arguments.Split(' '), input);
        if (status != 0)
        {
            throw new LinuxException($"{program} {arguments}", Errno.EIO, error.ReplaceLineEndings(" ").Trim());
        }
    }

    private int Finish(string changed, string unchanged)
    {
        if (isDryRun && _hasChanged)
        {
            return Stdout.Write(_printed.ToString());
        }
        Stderr.Line(_hasChanged ? $"{changed} (mark {route.MarkText}, table {route.Table})" : unchanged);
        return 0;
    }
}
