using Fairlead.Udp.Tests.Harness;

namespace Fairlead.Udp.Tests;

/// <summary>Sockets follow the addresses of a running host.</summary>
public sealed class AddressChangeTests
{
    private const string Start = """
        socket-per-address >said 2>&1 &
        server=$!
        wait_for says "+ 10.9.0.2:5300"

        """;

    [Fact]
    public async Task An_address_that_comes_is_served_and_one_that_goes_is_let_go()
    {
        var outcome = await Sandbox.Run(Start + """
            ip address add 10.9.0.3/24 dev wire
            wait_for says "+ 10.9.0.3:5300"
            ask 10.9.0.3
            ip address del 10.9.0.3/24 dev wire
            wait_for says "- 10.9.0.3:5300"
            ss -Hlun src 10.9.0.3
            ip address add 10.9.0.3/24 dev wire
            wait_for eval '[ $(grep -c "^+ 10.9.0.3:5300" said) = 2 ]'
            ask 10.9.0.3
            """);
        Assert.Equal(new Outcome(0, "10.9.0.3 answers\n10.9.0.3 answers\n", ""), outcome);
    }

    [Fact]
    public async Task An_IPv6_address_is_served_once_it_is_known_to_be_no_duplicate()
    {
        var outcome = await Sandbox.Run(Start + """
            ip address add fd09::7/64 dev wire
            wait_for says "+ [fd09::7]:5300"
            ask fd09::7
            """);
        Assert.Equal(new Outcome(0, "fd09::7 answers\n", ""), outcome);
    }

    // More changes than the netlink socket can hold, while the server cannot read them.
    [Fact]
    public async Task Changes_that_the_kernel_dropped_are_made_up_for()
    {
        var outcome = await Sandbox.Run(Start + """
            ip address add 10.9.0.3/24 dev wire
            wait_for says "+ 10.9.0.3:5300"
            kill -STOP $server
            for i in {0..2999}; do echo "address add 10.8.$((i / 250)).$((i % 250 + 1))/32 dev wire"; done >many
            ip -batch many
            sed "s/^address add/address del/" many | head -n 2990 >most
            ip -batch most
            ip address del 10.9.0.3/24 dev wire
            kill -CONT $server
            wait_for says "- 10.9.0.3:5300"
            wait_for says "+ 10.8.11.250:5300"
            client ip route add 10.8.0.0/16 via 10.9.0.1
            ask 10.8.11.250
            ss -Hlun src 10.8.0.0/16 | wc -l
            """);
        Assert.Equal(new Outcome(0, "10.8.11.250 answers\n10\n", ""), outcome);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_told_with_the_address()
    {
        var outcome = await Sandbox.Run("""
            plain-server 10.9.0.2 >plain &
            wait_for grep -q listening plain
            socket-per-address 2>&1 | grep -m1 -o "bind 10.9.0.2:5300: Address already in use"
            """);
        Assert.Equal(new Outcome(0, "bind 10.9.0.2:5300: Address already in use\n", ""), outcome);
    }
}
