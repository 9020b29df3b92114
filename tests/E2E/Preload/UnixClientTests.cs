using Fairlead.E2E.Harness;

namespace Fairlead.E2E.Preload;

/// <summary>A client of TCP that connects to a unix socket goes on seeing TCP.</summary>
public sealed class UnixClientTests
{
    private const string Rule = "connect tcp any:5432 to unix:/mnt/s";
    private const string Server = "s = socket.socket(socket.AF_UNIX); s.bind('/mnt/s'); s.listen()\n";

    [Theory]
    [InlineData("AF_INET", "10.1.2.3", "('10.1.2.3', 5432) 127.0.0.1")]
    [InlineData("AF_INET6", "fd00::9", "('fd00::9', 5432, 0, 0) ::1")]
    public Task Client_sees_what_it_asked_for(string family, string address, string names) =>
        PreloadedPython.Check(Rule, $"""
            {Server}
            c = socket.socket(socket.{family})
            c.connect(('{address}', 5432))
            print(c.getpeername(), c.getsockname()[0])
            c.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            c.send(b'hello')
            assert s.accept()[0].recv(9) == b'hello'
            """, names);

    [Theory, InlineData(""), InlineData("s = socket.socket(socket.AF_UNIX); s.bind('/mnt/s')")]
    public Task Nobody_who_listens_is_a_connection_refused(string prepare) =>
        PreloadedPython.Check(Rule, $"""
            {prepare}
            c = socket.socket()
            print(error(c.connect, ('127.0.0.1', 5432)), c.getsockname(), error(c.getpeername))
            """, "ECONNREFUSED ('0.0.0.0', 0) ENOTCONN");

    [Fact]
    public Task Client_may_try_again_on_the_same_socket() =>
        PreloadedPython.Check(Rule, $"""
            c = socket.socket()
            print(error(c.connect, ('127.0.0.1', 5432)))
            {Server}
            c.connect(('127.0.0.1', 5432))
            print(c.getpeername(), error(c.connect, ('127.0.0.1', 5432)))
            """, "ECONNREFUSED\n('127.0.0.1', 5432) EISCONN");

    [Fact]
    public async Task Log_names_the_path()
    {
        var run = await PreloadedPython.Run(Rule, Server + "c = socket.create_connection(('127.0.0.1', 5432))\n", $"""
            {PreloadedPython.Command.Replace("-r", "-v -r", StringComparison.Ordinal)}
            rm s
            {PreloadedPython.Command.Replace("-r", "-v --json -r", StringComparison.Ordinal)} 2>&1 >/dev/null | sed 's/"tid":[0-9]*/"tid":1/' >&2
            """);
        Assert.Equal("""
            fairlead: connect tcp 127.0.0.1:5432 -> unix:/mnt/s (rule 1)
            {"event":"connect","protocol":"tcp","asked":"127.0.0.1:5432","outcome":"-> unix:/mnt/s","rule":1,"tid":1}

            """, run.Error);
    }
}
