namespace Fairlead.Engines.Tests.Feeding;

/// <summary>Real programs see the real clients of the connections and datagrams that they are fed.</summary>
public sealed class FeedingTests
{
    private const string Client4 = "192.0.2.9:1234", Server4 = "198.51.100.7:80";
    private const string Client6 = "[2001:db8::9]:1234", Server6 = "[2001:db8::1]:80";

    /// <summary>Engine, program, kind, host, client, server.</summary>
    public static TheoryData<string, string, string, string, string, string> Cases()
    {
        var cases = new TheoryData<string, string, string, string, string, string>();
        foreach (var engine in (string[])["cgroup", "preload"])
        {
            foreach (var program in (string[])["python", "go", "node", "java", "dotnet", "nginx"])
            {
                if (engine == "preload" && program == "go")
                {
                    continue;
                }
                foreach (var kind in (string[])["tcp", "udp"])
                {
                    if (kind == "udp" && program == "nginx")
                    {
                        continue;
                    }
                    cases.Add(engine, program, kind, "0.0.0.0", Client4, Server4);
                    cases.Add(engine, program, kind, "::", Client4, Server4);
                    cases.Add(engine, program, kind, "::", Client6, Server6);
                }
            }
            cases.Add(engine, "python", "udp-recvmsg", "0.0.0.0", Client4, Server4);
            cases.Add(engine, "python", "udp-recvmsg", "::", Client4, Server4);
            cases.Add(engine, "python", "udp-connect", "0.0.0.0", Client4, Server4);
            cases.Add(engine, "python", "udp-connect", "::", Client6, Server6);
        }
        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Program_sees_the_client_and_whoever_is_not_named_as_he_is(
        string engine, string program, string kind, string host, string client, string server)
    {
        using var fed = FedServer.Start(engine, program, kind, host);
        var seen = Relay.Ask(fed, kind, client, server, out _);
        Assert.All(seen[..Math.Min(seen.Length, 2)], peer => Assert.Equal(client, peer));
        Assert.Equal(server, seen.ElementAtOrDefault(2) ?? server);
        if (kind != "udp-connect")
        {
            seen = Relay.Ask(fed, kind, null, host == "::" ? "[::1]:80" : "127.0.0.1:80", out var relay);
            Assert.Equal(relay, seen[0]);
        }
    }

    [Theory]
    [InlineData("cgroup")]
    [InlineData("preload")]
    public void Name_that_is_removed_is_shown_no_more(string engine)
    {
        using var fed = FedServer.Start(engine, "python", "udp", "0.0.0.0");
        Relay.Ask(fed, "udp", Client4, Server4, out var relay);
        Assert.Equal("removed", fed.Order($"remove udp {Relay.Words(relay)}"));
        Assert.Equal("removed", fed.Order($"remove udp {Relay.Words(relay)}"));
        Assert.Equal("True", fed.Order($"set udp {Relay.Words(relay)} 192.0.2.77 9 198.51.100.7 80"));
        Assert.Equal(Client4, Relay.Ask(fed, "udp", Client4, Server4, out _)[0]);
    }

    [Theory]
    [InlineData("cgroup")]
    [InlineData("preload")]
    public void Client_that_asks_two_servers_is_answered_by_each(string engine)
    {
        using var fed = FedServer.Start(engine, "python", "udp", "0.0.0.0");
        Assert.Equal(Client4, Relay.Ask(fed, "udp", Client4, Server4, out _)[0]);
        Assert.Equal(Client4, Relay.Ask(fed, "udp", Client4, "198.51.100.8:80", out _)[0]);
    }

    [Theory]
    [InlineData("cgroup")]
    [InlineData("preload")]
    public void Full_table_says_so_and_has_room_again(string engine)
    {
        using var fed = FedServer.Start(engine, "python", "tcp", "0.0.0.0");
        var count = int.Parse(fed.Order("fill 300000"));
        Assert.InRange(count, 65536, 299999);
        Assert.Equal("False", fed.Order("set tcp 127.0.0.1 1 192.0.2.9 1 198.51.100.7 80"));
        fed.Order($"empty {count}");
        Assert.Equal(Client4, Relay.Ask(fed, "tcp", Client4, Server4, out _)[0]);
        Assert.Equal(count, int.Parse(fed.Order("fill 300000")) + 1);
    }

    [Theory]
    [InlineData("cgroup")]
    [InlineData("preload")]
    public void Log_of_nginx_has_the_client(string engine)
    {
        using var fed = FedServer.Start(engine, "nginx", "tcp", "0.0.0.0");
        Relay.Ask(fed, "tcp", Client4, Server4, out _);
        Assert.Equal($"{Client4} {Server4}\n", fed.Read("access.log"));
    }

    [Theory]
    [InlineData("cgroup")]
    [InlineData("preload")]
    public void Ends_as_the_program_ends_and_leaves_nothing(string engine)
    {
        using var fed = FedServer.Start(engine, "python", "tcp", "0.0.0.0");
        Assert.Equal(engine == "preload", Directory.GetFiles("/dev/shm", $"fairlead-clients.{fed.Pid}.*").Length == 1);
        Assert.Equal(128 + 15, fed.Stop("TERM"));
        Assert.Empty(Directory.GetFiles("/dev/shm", $"fairlead-clients.{fed.Pid}.*"));
    }
}
