using Fairlead.E2E.Harness;

namespace Fairlead.E2E.Forward;

/// <summary>TCP between programs that know nothing of the forwarder.</summary>
public sealed class StreamTests
{
    private static Task Check(string script, string expected)
    {
        Requires.File(Web.Nginx);
        return ForwardSandbox.Check(Web.Words + script, expected);
    }

    [Theory]
    [InlineData("127.0.0.1:5000", "127.0.0.1", "127.0.0.1")]
    [InlineData("127.0.0.1:5000", "127.0.0.1", "[::1]")]
    [InlineData("[::1]:5000", "[::1]", "127.0.0.1")]
    [InlineData("any:5000", "[::1]", "[::1]")]
    public Task Large_files_come_and_go_whole(string listen, string asked, string backend) => Check($$"""
        web www {{backend}}:6000
        head -c 64M /dev/urandom >www/file
        forward 'tcp {{listen}} to {{backend}}:6000'
        curl -sSg http://{{asked}}:5000/file | cmp - www/file && echo down
        curl -sSg -T www/file http://{{asked}}:5000/sent; cmp www/file www/sent && echo up
        stop
        """, "down\nup\nended with 0\n");

    [Fact]
    public Task Ports_of_a_range_go_in_step() => Check("""
        web www 127.0.0.1:6000 127.0.0.1:6001 127.0.0.1:6002 127.0.0.1:6003
        forward 'tcp 127.0.0.1:5000-5003 to 127.0.0.1:6000-6003'
        curl -sS http://127.0.0.1:[5000-5003]/who | cut -d' ' -f2
        """, "6000\n6001\n6002\n6003\n");

    [Fact]
    public Task Clients_of_a_dead_backend_go_to_the_next_one_until_it_is_back() => Check("""
        for b in 1 2 3; do web b$b 127.0.1.$b:6000; pids[b]=$W; done
        forward 'tcp 0.0.0.0:5000 to 127.0.1.1:6000,127.0.1.2:6000,127.0.1.3:6000'
        clients() { for c in {1..24}; do curl -sS --interface 127.0.2.$c http://127.0.0.1:5000/who | cut -d' ' -f1; done; }
        clients >before; sort -u before
        kill -9 ${pids[2]}; wait ${pids[2]} 2>/dev/null
        clients >meanwhile; grep -c . meanwhile; sort -u meanwhile
        paste before meanwhile | grep -v ^b2 | awk '$1 != $2'
        rm b2/nginx.pid; web b2 127.0.1.2:6000
        clients | cmp - before && echo as before
        """, "b1\nb2\nb3\n24\nb1\nb3\nas before\n");

    [Fact]
    public Task Download_from_a_backend_that_is_killed_ends_and_may_be_resumed() => Check("""
        web www 127.0.0.1:6000
        head -c 64M /dev/urandom >www/file
        forward 'tcp 127.0.0.1:5000 to 127.0.0.1:6000'
        curl -sS --limit-rate 16M -o part http://127.0.0.1:5000/file 2>/dev/null & C=$!
        wait_for [ -s part ]
        kill -9 $W; wait $W 2>/dev/null
        wait $C; echo "curl ended with $?"
        curl -s http://127.0.0.1:5000/file || echo nothing
        rm www/nginx.pid; web www 127.0.0.1:6000
        curl -sS -C - -o part http://127.0.0.1:5000/file; cmp part www/file && echo whole
        """, "curl ended with 18\nnothing\nwhole\n");

    [Fact]
    public Task Three_hundred_downloads_go_on_at_a_time() => Check("""
        web www 127.0.0.1:6000
        head -c 160k /dev/urandom >www/file; mkdir got
        forward --metrics 127.0.0.1:9100 'tcp 127.0.0.1:5000 to 127.0.0.1:6000'
        curl -sS -Z --parallel-immediate --parallel-max 300 -o 'got/#1' 'http://127.0.0.1:5000/slow/file?[1-300]' & C=$!
        all_there() { curl -s http://127.0.0.1:9100/metrics | grep '^fairlead_forward_sessions{.*} 300$'; }
        wait_for all_there && echo 300 at a time
        wait $C; echo $?
        for got in got/*; do cmp $got www/file && echo same; done | wc -l
        """, "300 at a time\n0\n300\n");

    [Fact]
    public Task Redis_takes_a_flood_of_commands_and_its_return_is_seen()
    {
        Requires.File("/usr/bin/redis-server");
        return ForwardSandbox.Check("""
            redis() {
                redis-server --port 6000 --bind 127.0.0.1 --save '' --daemonize no --logfile redis.log &
                R=$!; wait_for redis-cli -p 6000 ping
            }
            redis
            forward 'tcp 127.0.0.1:5000 to 127.0.0.1:6000'
            for i in {1..50000}; do echo "SET key$i value$i"; done | redis-cli -p 5000 --pipe | tail -n 1
            redis-cli -p 5000 get key50000
            kill -9 $R; wait $R 2>/dev/null
            redis-cli -p 5000 ping 2>&1 | grep -c PONG
            redis; redis-cli -p 5000 ping
            """, "errors: 0, replies: 50000\nvalue50000\n0\nPONG\n");
    }
}
