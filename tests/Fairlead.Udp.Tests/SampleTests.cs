using Fairlead.Udp.Tests.Harness;

namespace Fairlead.Udp.Tests;

/// <summary>Each sample answers a client of a secondary address; the plain server does with Fairlead alone.</summary>
public sealed class SampleTests
{
    private const string V4 = "10.9.0.1 10.9.0.2";
    private const string V6 = "fd09::1 fd09::2";

    public static TheoryData<string, string> Servers => new()
    {
        { "control-messages 0.0.0.0", V4 },
        { "control-messages ::", $"{V4} {V6}" },
        { "socket-per-address", $"{V4} {V6}" },
        { "fairlead run -r 'reply udp any' -- plain-server 0.0.0.0", V4 },
        { "fairlead run -r 'reply udp any' -- plain-server ::", $"{V4} {V6}" },
    };

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task A_sample_answers_from_every_address_that_is_asked(string server, string addresses)
    {
        var asked = addresses.Split(' ');
        var outcome = await Ask(server, asked, "8");
        Assert.Equal(asked.Select(address => $"{address} answers"), Lines(outcome));
        outcome = await Ask(server, asked, "9000");
        Assert.Equal(asked.Select(address => $"{address} answers"), Lines(outcome));
    }

    [Theory]
    [InlineData("plain-server 0.0.0.0", "10.9.0.1", "10.9.0.2")]
    [InlineData("plain-server ::", "10.9.0.1", "10.9.0.2")]
    [InlineData("plain-server ::", "fd09::2", "fd09::1")]
    public async Task The_plain_server_alone_answers_from_the_address_that_the_kernel_chooses(
        string server, string chosen, string other)
    {
        var outcome = await Ask(server, [chosen, other], "8");
        Assert.Equal([$"{chosen} answers", $"{other} does not answer: timed out"], Lines(outcome));
    }

    private static Task<Outcome> Ask(string server, string[] addresses, string size) => Sandbox.Run($"""
        {server} >said 2>&1 &
        wait_for says "listening on"
        {(server.Contains("per-address") ? "wait_for says '+ [fd09::2]:5300'; wait_for says '+ 10.9.0.2:5300'" : "")}
        for address in {string.Join(' ', addresses)}; do ask $address {size}; done
        kill $! && wait $!
        {(server.StartsWith("fairlead", StringComparison.Ordinal) ? "fairlead gc >/dev/null" : "")}
        """);

    private static string[] Lines(Outcome outcome)
    {
        Assert.True(outcome.Error.Length == 0, outcome.Error);
        return outcome.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
