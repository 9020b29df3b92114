using Fairlead.E2E.Harness;

namespace Fairlead.E2E.Forward;

/// <summary>Transparent TCP between three hosts: nginx sees the client.</summary>
public sealed class TransparentStreamTests
{
    private static Task Check(string script, string expected)
    {
        Requires.Root();
        Requires.File("/usr/sbin/nft");
        Requires.File(Web.Nginx);
        return ForwardSandbox.Check(TransparentTests.Hosts + Web.Words + script, expected);
    }

    [Fact]
    public Task Nginx_logs_the_address_and_port_of_the_client() => Check("""
        INSIDE="ip netns exec server" web www 10.2.0.2:80 [fd02::2]:80
        fairlead forward --setup
        forward 'tcp any:5000 to 10.2.0.2:80,[fd02::2]:80 transparent'
        head -c 16M /dev/urandom >www/file
        inside client curl -sS --local-port 4321 http://10.1.0.1:5000/file | cmp - www/file && echo IPv4
        inside client curl -sSg --local-port 4322 'http://[fd01::1]:5000/file' | cmp - www/file && echo IPv6
        inside client curl -sS --local-port 4323 -T www/file http://10.1.0.1:5000/sent; cmp www/file www/sent && echo up
        inside client curl -sSg --local-port 999 'http://[fd01::1]:5000/who'
        cut -d' ' -f1,2 www/access.log
        """, """
        IPv4
        IPv6
        up
        www 80 fd01::2 999
        10.1.0.2 4321
        fd01::2 4322
        10.1.0.2 4323
        fd01::2 999

        """);

    [Fact]
    public Task Client_of_a_dead_backend_is_seen_by_the_next_one() => Check("""
        INSIDE="ip netns exec server" web www 10.2.0.2:81
        fairlead forward --setup
        forward 'tcp 10.1.0.1:5000 to 10.2.0.2:80,10.2.0.2:81,10.2.0.2:91 transparent'
        inside client curl -sS --local-port 4321 http://10.1.0.1:5000/who
        """, "www 81 10.1.0.2 4321\n");
}
