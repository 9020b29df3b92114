using Fairlead.E2E.Harness;

namespace Fairlead.E2E.Preload;

/// <summary>Answers leave from the address that was asked, whatever calls a server makes, and whatever becomes of its descriptors.</summary>
public sealed class ReplyTests
{
    [Theory]
    [InlineData("recvfrom"), InlineData("fortified"), InlineData("recvmsg"), InlineData("recvmmsg"), InlineData("syscall")]
    public async Task Every_call_answers_from_where_it_was_asked(string call)
    {
        Assert.Equal(Answers(call, bare: true), await Bare(call));
        Assert.Equal(Answers(call), await Under(call));
    }

    [Fact]
    public async Task Number_of_a_descriptor_says_nothing_of_the_next_one()
    {
        string[] ways = ["socket", "dup", "dup2 over another", "dup3 over another", "F_DUPFD_CLOEXEC", "fdopen"];
        Assert.Equal(
            $"{string.Concat(ways.Select(w => Answers(w)))}the same number\n{Answers("after fclose")}",
            await Under("descriptors"));
    }

    [Fact]
    public async Task High_numbers_answer_too() =>
        Assert.EndsWith(Answers("a high number"), await Under("descriptors", "ulimit -n 4000\n"));

    [Fact]
    public async Task Inherited_socket_answers() => Assert.Equal(Answers("inherited"), await Under("inherit"));

    [Fact]
    public async Task Child_answers_what_its_parent_received() => Assert.Equal($"{Answers("child")}127.0.0.9\n", await Under("child"));

    [Fact]
    public async Task Many_are_received_and_answered_by_one_call()
    {
        const string expected = "received 40\nsent 40\nright {0}\nmore: -1 EAGAIN\nwaited for one: 1\nby a timeout: some, 0 s left\n";
        Assert.Equal(string.Format(expected, 0), await Bare("batch"));
        Assert.Equal(string.Format(expected, 40), await Under("batch"));
    }

    [Fact]
    public async Task More_peers_than_are_remembered_forget_the_oldest() =>
        Assert.Equal("127.0.0.5\n127.0.0.1\nright 60000\n", await Under("many"));

    [Fact]
    public async Task Thread_that_waits_can_be_cancelled() => Assert.Equal(
        string.Concat(from way in (string[])["recvfrom", "recvmsg", "recvmmsg"] select $"cleaned up\n{way} cancelled\n{Answers(way)}"),
        await Under("cancel"));

    [Theory, InlineData("threads"), InlineData("forks")]
    public async Task Threads_and_children_give_each_peer_its_own_answer(string way)
    {
        Assert.NotEqual("wrong 0\n", await Bare(way));
        Assert.Equal("wrong 0\n", await Under(way));
    }

    [Fact]
    public Task Answer_from_an_address_that_is_gone_is_sent_without_it() => PreloadedPython.Check("reply udp any", """
        def ask():
            c.sendto(b'x', ('10.17.24.14', 9000))
            return s.recvfrom(9)[1]
        ip = lambda what: subprocess.run(['ip', 'address', what, '10.17.24.14/32', 'dev', 'lo'], check=True)
        ip('add')
        s = socket.socket(type=socket.SOCK_DGRAM)
        s.bind(('', 9000))
        c = socket.socket(type=socket.SOCK_DGRAM)
        c.bind(('127.0.0.1', 0))
        peer = ask()
        ip('del')
        for _ in range(2):
            print(s.sendto(b'y', peer), c.recvfrom(9)[1][0])
        ip('add')
        s.sendto(b'y', ask())
        print(c.recvfrom(9)[1][0])
        """, "1 127.0.0.1\n1 127.0.0.1\n10.17.24.14");

    [Fact]
    public Task Socket_that_was_never_bound_answers_from_its_second_call_on() => PreloadedPython.Check("reply udp any", """
        s = socket.socket(type=socket.SOCK_DGRAM)
        s.sendto(b'x', ('127.0.0.1', 9))
        c = socket.socket(type=socket.SOCK_DGRAM)
        c.bind(('127.0.0.1', 0))
        c.sendto(b'x', ('127.0.0.5', s.getsockname()[1]))
        s.sendto(b'y', s.recvfrom(9)[1])
        print(c.recvfrom(9)[1][0])
        """, "127.0.0.5");

    [Fact]
    public Task Only_ports_of_a_rule_are_looked_at() => PreloadedPython.Check("reply udp :9000", """
        def option(port):
            s = socket.socket(type=socket.SOCK_DGRAM)
            s.bind(('', port))
            return s.getsockopt(socket.IPPROTO_IP, 20)
        print(option(9000), option(9001))
        """, "1 0");

    [Fact]
    public Task Disconnected_socket_answers_again() => PreloadedPython.Check("reply udp any", """
        s = socket.socket(type=socket.SOCK_DGRAM)
        s.bind(('', 9000))
        c = socket.socket(type=socket.SOCK_DGRAM)
        c.bind(('127.0.0.1', 7000))
        s.connect(('127.0.0.1', 7000))
        print(s.getsockopt(socket.IPPROTO_IP, 20))
        import ctypes
        ctypes.CDLL(None).connect(s.fileno(), bytes(16), 16)
        c.sendto(b'x', ('127.0.0.5', 9000))
        s.sendto(b'y', s.recvfrom(9)[1])
        print(c.recvfrom(9)[1][0])
        """, "0\n127.0.0.5");

    private static string Answers(string way, bool bare = false) => string.Concat(
        from address in (string[])["127.0.0.5", "127.0.0.6", "127.0.0.7"]
        select $"{way}: asked {address}, answered from {(bare ? "127.0.0.1" : address)}\n");

    private static Task<string> Bare(string way) => Run("", $"$PROGRAMS/answers {way}");

    private static Task<string> Under(string way, string before = "") =>
        Run(before, $"fairlead run --engine preload -r 'reply udp any' -- $PROGRAMS/answers {way}");

    private static async Task<string> Run(string before, string command)
    {
        var run = await Sandbox.Run(before + command);
        Assert.Equal((0, ""), (run.Status, run.Error));
        return run.Output;
    }
}
